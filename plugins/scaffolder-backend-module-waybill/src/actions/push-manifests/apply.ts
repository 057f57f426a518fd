import {
  type PackagePlan,
  planHelmChart,
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
  const { path, tag, annotations } = plan;
  const files = await readTextFiles(workspacePath, path, { signal });
  return plan.form === 'helm'
    ? planHelmChart(files, { version: tag, annotations })
    : planManifestsArtifact(files, { annotations });
}
