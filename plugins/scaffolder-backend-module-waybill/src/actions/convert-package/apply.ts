import {
  contentsTree,
  type PackageContents,
  publishPackage,
  readContents,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { layoutPackage } from '../../packages/layoutPackage';
import { type RunContext, transferOptions } from '../../packages/RunContext';
import { describeSent } from '../push-package/apply';
import { type ConvertPlan, inheritAnnotations } from './plan';

/** What is in the package that is to be converted; no layer is downloaded for that. */
export async function lookAtSource(
  { from }: ConvertPlan,
  { client }: Pick<ActionDependencies, 'client'>,
  { signal }: RunContext,
): Promise<PackageContents> {
  return readContents(client, from.repository, from.tagOrDigest, { signal });
}

/** Reads files from one package while the other is sent; nothing touches the disk. */
export async function performConvert(
  plan: ConvertPlan,
  contents: PackageContents,
  dependencies: Pick<ActionDependencies, 'client' | 'digestCache' | 'now'>,
  context: RunContext,
): Promise<{ readonly digest: string }> {
  const { client, digestCache } = dependencies;
  const { layout } = await layoutPackage(
    contentsTree(client, contents),
    inheritAnnotations(plan.spec, contents),
    { client, signal: context.signal },
  );
  const { plan: built, wasThere } = await publishPackage(
    client,
    plan.repository,
    layout,
    {
      ...transferOptions(context, dependencies),
      digestCache,
      tag: plan.tag,
    },
  );
  context.log(describeSent(built, wasThere));
  return { digest: built.descriptor.digest };
}
