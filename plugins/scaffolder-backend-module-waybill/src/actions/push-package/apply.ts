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
  { packages }: Pick<ActionDependencies, 'packages'>,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<PackagePlan> {
  const built = await applyBuild(plan, packages, context);
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
  const totalBytes = packageSizeBytes(built);
  await packages.push(built, target, {
    signal: context.signal,
    onProgress: createProgressLog({
      log: context.log,
      verb: 'Pushed',
      totalBytes,
      now,
    }),
  });
  context.log(`Pushed ${formatBytes(totalBytes)}`);
}
