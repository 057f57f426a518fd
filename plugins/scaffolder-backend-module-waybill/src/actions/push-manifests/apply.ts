import {
  type PackagePlan,
  planManifestsArtifact,
} from '@waybill/backstage-plugin-waybill-node';
import { readTextFiles } from '../../textFiles';
import type { PushManifestsPlan } from './plan';

/** Determines the artifact from the files: a package like any other from then on. */
export async function buildArtifact(
  plan: PushManifestsPlan,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<PackagePlan> {
  const { workspacePath, signal } = context;
  const { path, annotations } = plan;
  return planManifestsArtifact(
    await readTextFiles(workspacePath, path, { signal }),
    { annotations },
  );
}
