import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { createProgressLog, formatBytes } from '../../progress';
import { ShipError } from '../../ShipError';
import { applyBuild } from '../build-package/apply';
import { packageSizeBytes } from '../build-package/plan';
import type { PushPlan } from './plan';

/** The package as the files make it now, which must be the one that was planned. */
export async function rebuild(
  plan: PushPlan,
  dependencies: Pick<ActionDependencies, 'packages' | 'now'>,
  context: Parameters<typeof applyBuild>[2],
): Promise<PackagePlan> {
  const built = await applyBuild(plan, dependencies, context);
  if (built.descriptor.digest !== plan.digest) {
    throw new ShipError({
      code: 'PACKAGE_CHANGED',
      message: `The files in '${plan.path}' make ${built.descriptor.digest}, and ${plan.digest} was planned: a file changed in between. Build the package again`,
    });
  }
  return built;
}

/** Sends a package and its tag. Sending what is there already sends nothing. */
export async function applyPush(
  target: Pick<PushPlan, 'repository' | 'tag'>,
  built: PackagePlan,
  { packages, now }: Pick<ActionDependencies, 'packages' | 'now'>,
  context: {
    readonly log: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const { log, signal } = context;
  const { wasThere } = await packages.push(built, target, {
    signal,
    onProgress: createProgressLog({ log, verb: 'Pushed', now }),
  });
  log(
    wasThere
      ? 'The registry has this version already: nothing to send'
      : `Pushed ${formatBytes(packageSizeBytes(built))}`,
  );
}
