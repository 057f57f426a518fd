import {
  type PackagePlan,
  sealPackage,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { layoutFolder } from '../../packages/layoutFolder';
import type { PackageSpec } from '../../packages/packageSpec';
import { type RunContext, transferOptions } from '../../packages/RunContext';

/** Determines the package from the files: reads them all, writes and sends nothing. */
export async function applyBuild(
  plan: { readonly path: string; readonly spec: PackageSpec },
  dependencies: Pick<ActionDependencies, 'client' | 'digestCache' | 'now'>,
  context: RunContext,
): Promise<{ readonly built: PackagePlan; readonly spec: PackageSpec }> {
  const { client, digestCache } = dependencies;
  const { layout, spec } = await layoutFolder(
    plan.path,
    plan.spec,
    client,
    context,
  );
  const built = await sealPackage(layout, {
    ...transferOptions(context, dependencies),
    digestCache,
  });
  return { built, spec };
}
