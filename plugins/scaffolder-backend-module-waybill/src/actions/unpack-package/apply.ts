import {
  unpackPackage,
  type UnpackResult,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { type RunContext, transferOptions } from '../../packages/RunContext';
import { resolveFolder } from '../../workspace';
import type { UnpackPlan } from './plan';

/** Writes the files of a package into the workspace, checked against its digests. */
export async function applyUnpack(
  { from, targetPath, filters, overwrite }: UnpackPlan,
  dependencies: Pick<ActionDependencies, 'client' | 'now'>,
  context: RunContext,
): Promise<UnpackResult> {
  return unpackPackage(dependencies.client, from.repository, from.tagOrDigest, {
    directory: resolveFolder(context.workspacePath, targetPath),
    filters,
    overwrite,
    ...transferOptions(context, dependencies),
  });
}
