import {
  applyCopy,
  type CopyPlan,
  planCopy,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import { type RunContext, transferOptions } from '../../packages/RunContext';
import { formatBytes } from '../../progress';
import type { CopyRequest } from './plan';

/** Reads manifests only: what will be copied, and what is there. */
export async function lookAtCopy(
  { from, repository, tag, withReferrers, platforms }: CopyRequest,
  { client }: Pick<ActionDependencies, 'client'>,
  { signal }: RunContext,
): Promise<CopyPlan> {
  return planCopy(
    client,
    from,
    { repository, tag },
    { withReferrers, platforms, signal },
  );
}

/** Copies what is missing, layer by layer, past the disk; the tag comes last. */
export async function performCopy(
  plan: CopyPlan,
  dependencies: Pick<ActionDependencies, 'client' | 'now'>,
  context: RunContext,
): Promise<void> {
  const { sentBytes, wasThere } = await applyCopy(
    dependencies.client,
    plan,
    transferOptions(context, dependencies),
  );
  context.log(
    wasThere && sentBytes === 0
      ? 'The registry has this version already: nothing to send'
      : `Sent ${formatBytes(sentBytes)}`,
  );
}
