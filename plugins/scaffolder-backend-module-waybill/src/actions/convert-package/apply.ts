import {
  convertPackage,
  type PackageContents,
  readContents,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { type RunContext, transferOptions } from '../../packages/RunContext';
import { describeSent } from '../push-package/apply';
import type { ConvertPlan } from './plan';

/** What is in the package that is to be converted; no layer is downloaded for that. */
export async function lookAtSource(
  { from }: ConvertPlan,
  { client }: Pick<ActionDependencies, 'client'>,
  { signal }: RunContext,
): Promise<PackageContents> {
  return readContents(client, from.repository, from.tagOrDigest, { signal });
}

/** Reads files from one package while the other is sent; layers that are equal are not sent again. */
export async function performConvert(
  { from, repository, tag, spec }: ConvertPlan,
  contents: PackageContents,
  dependencies: Pick<ActionDependencies, 'client' | 'digestCache' | 'now'>,
  context: RunContext,
): Promise<{ readonly digest: string }> {
  const { client, digestCache } = dependencies;
  const { plan, wasThere, reusedLayers, omitted } = await convertPackage(
    client,
    // What was looked at, even if the tag has moved meanwhile.
    { ...from, tagOrDigest: contents.descriptor.digest },
    repository,
    {
      ...spec,
      ...transferOptions(context, dependencies),
      digestCache,
      tag,
    },
  );
  omitted.forEach(file => context.log(`Not in the new package: ${file}`));
  if (reusedLayers > 0) context.log(`Layers taken over: ${reusedLayers}`);
  context.log(describeSent(plan, wasThere));
  return { digest: plan.descriptor.digest };
}
