import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import type { PackageTools } from '../../dependencies';
import { listFiles, resolveFolder } from '../../workspace';
import type { PushManifestsPlan } from './plan';

/** Determines the artifact from the files: a package like any other from then on. */
export async function buildArtifact(
  plan: PushManifestsPlan,
  packages: PackageTools,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<PackagePlan> {
  const { workspacePath, signal } = context;
  await listFiles(workspacePath, plan.path, { signal });
  return packages.planManifestsArtifact({
    directory: resolveFolder(workspacePath, plan.path),
    annotations: plan.annotations,
    signal,
  });
}
