import {
  type ImportPlan,
  type PackagePlan,
  publishPackage,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { layoutPackage } from '../../packages/layoutPackage';
import { type RunContext, transferOptions } from '../../packages/RunContext';
import { describeSent } from '../push-package/apply';
import { type ImportRequest, withOrigin } from './plan';

/** Streams the files from where they are into the package: nothing is kept in the workspace. */
export async function performImport(
  request: ImportRequest,
  source: ImportPlan,
  dependencies: Pick<ActionDependencies, 'client' | 'digestCache' | 'now'>,
  context: RunContext,
): Promise<PackagePlan> {
  const { client, digestCache } = dependencies;
  const { layout } = await layoutPackage(
    source.tree,
    withOrigin(request.spec, source),
    { client, signal: context.signal },
  );
  const { plan, wasThere } = await publishPackage(
    client,
    request.repositoryName,
    layout,
    {
      ...transferOptions(context, dependencies),
      digestCache,
      tag: request.version,
    },
  );
  context.log(describeSent(plan, wasThere));
  return plan;
}
