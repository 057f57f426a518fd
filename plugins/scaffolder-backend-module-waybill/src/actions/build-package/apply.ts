import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import type { PackageTools } from '../../dependencies';
import { listFiles, resolveFolder } from '../../workspace';

/** Determines the package from the files: reads them all, writes and sends nothing. */
export async function applyBuild(
  plan: {
    readonly path: string;
    readonly annotations: Readonly<Record<string, string>>;
  },
  packages: PackageTools,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<PackagePlan> {
  const { workspacePath, signal } = context;
  await listFiles(workspacePath, plan.path, { signal });
  return packages.planModelcar({
    directory: resolveFolder(workspacePath, plan.path),
    annotations: plan.annotations,
    signal,
  });
}
