import {
  type PackagePlan,
  publishPackage,
  pushPackage,
  sealPackage,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { packageSizeBytes } from '../../packages/describeFiles';
import { layoutFolder } from '../../packages/layoutFolder';
import { type RunContext, transferOptions } from '../../packages/RunContext';
import { formatBytes } from '../../progress';
import { ShipError } from '../../ShipError';
import type { PushPlan } from './plan';

type PushDependencies = Pick<
  ActionDependencies,
  'client' | 'digestCache' | 'now'
>;

/**
 * Sends a folder as a package under its version. What was planned by digest has to be that digest; without one the
 * files are read once, while they are sent.
 *
 * @throws ShipError `PACKAGE_CHANGED`; PackagingError `TAG_EXISTS`
 */
export async function applyPush(
  plan: PushPlan,
  dependencies: PushDependencies,
  context: RunContext & { readonly isDryRun?: boolean },
): Promise<PackagePlan> {
  const { client, digestCache } = dependencies;
  const { layout } = await layoutFolder(plan.path, plan.spec, client, context);
  const options = {
    ...transferOptions(context, dependencies),
    digestCache,
    tag: plan.tag,
  };
  if (!plan.digest && !context.isDryRun) {
    const { plan: built, wasThere } = await publishPackage(
      client,
      plan.repository,
      layout,
      options,
    );
    context.log(describeSent(built, wasThere));
    return built;
  }
  const built = await sealPackage(layout, options);
  const { digest } = built.descriptor;
  if (plan.digest && digest !== plan.digest) {
    throw new ShipError({
      code: 'PACKAGE_CHANGED',
      message: `The files in '${plan.path}' make ${digest}, and ${plan.digest} was planned: a file changed in between. Build the package again`,
    });
  }
  if (!context.isDryRun) await sendBuilt(plan, built, dependencies, context);
  return built;
}

/** Sends a package that is determined. Sending what is there already sends nothing. */
export async function sendBuilt(
  target: Pick<PushPlan, 'repository' | 'tag'>,
  built: PackagePlan,
  dependencies: Pick<ActionDependencies, 'client' | 'now'>,
  context: RunContext,
): Promise<void> {
  const { repository, tag } = target;
  const { wasThere } = await pushPackage(
    dependencies.client,
    repository,
    built,
    { ...transferOptions(context, dependencies), tag },
  );
  context.log(describeSent(built, wasThere));
}

export function describeSent(
  built: Pick<PackagePlan, 'config' | 'layers'>,
  wasThere: boolean,
): string {
  return wasThere
    ? 'The registry has this version already: nothing to send'
    : `Pushed ${formatBytes(packageSizeBytes(built))}`;
}
