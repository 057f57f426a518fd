import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { createProgressLog } from '../../progress';
import { listFiles, resolveFolder } from '../../workspace';

/** Determines the package from the files: reads them all, writes and sends nothing. */
export async function applyBuild(
  plan: {
    readonly path: string;
    readonly annotations: Readonly<Record<string, string>>;
  },
  { packages, now }: Pick<ActionDependencies, 'packages' | 'now'>,
  context: {
    readonly workspacePath: string;
    readonly log: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<PackagePlan> {
  const { workspacePath, log, signal } = context;
  await listFiles(workspacePath, plan.path, { signal });
  return packages.planModelcar(
    {
      directory: resolveFolder(workspacePath, plan.path),
      annotations: plan.annotations,
    },
    { signal, onProgress: createProgressLog({ log, verb: 'Read', now }) },
  );
}
