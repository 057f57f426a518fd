import {
  formatReference,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type { SigningTools } from '../../dependencies';
import { ShipError } from '../../ShipError';
import type { VerifyPlan } from './plan';

/**
 * @throws ShipError `NOT_VERIFIED`, `VERIFICATION_UNAVAILABLE`
 */
export async function applyVerify(
  plan: VerifyPlan,
  signing: SigningTools,
  context: { readonly signal?: AbortSignal },
): Promise<Verdict> {
  const verdict = await signing.verify(plan, {
    attestations: plan.attestations,
    signal: context.signal,
  });
  if (verdict.state === 'verified') return verdict;
  const reference = formatReference({
    ...plan.repository,
    digest: plan.digest,
  });
  throw verdict.state === 'unknown'
    ? new ShipError({
        code: 'VERIFICATION_UNAVAILABLE',
        message: `Could not verify ${reference} (${verdict.reason}): ${verdict.message}. Run the task again when the registry answers`,
      })
    : new ShipError({
        code: 'NOT_VERIFIED',
        message: `${reference} is ${verdict.state} (${verdict.reason}): ${verdict.message}. Nothing is declared or registered`,
      });
}
