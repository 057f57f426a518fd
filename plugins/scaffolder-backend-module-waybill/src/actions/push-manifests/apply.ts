import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import type { PackageTools } from '../../dependencies';
import { readTextFiles } from '../../textFiles';
import type { PushManifestsPlan } from './plan';

/** Determines the artifact from the files: a package like any other from then on. */
export async function buildArtifact(
  plan: PushManifestsPlan,
  packages: PackageTools,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<PackagePlan> {
  const { workspacePath, signal } = context;
  return packages.planManifestsArtifact(
    await readTextFiles(workspacePath, plan.path, { signal }),
    plan.annotations,
  );
}
