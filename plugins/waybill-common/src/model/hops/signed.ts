import type { Verdict } from '../../verification/verdict';
import { nameDigest, type PlacementFacts } from '../placementFacts';
import type { Status } from '../status';
import type { Hop } from '../waybill';
import { buildHop } from './buildHop';
import { nothingMeant } from './published';

const STATUS_OF_VERDICT: Readonly<Record<Verdict['state'], Status>> = {
  verified: 'Current',
  untrusted: 'Failed',
  unsigned: 'Failed',
  unknown: 'Unknown',
};

/**
 * What our own verification says of the digest that is meant to run.
 *
 * @internal
 */
export function deriveSigned(facts: PlacementFacts): Hop {
  const digest = facts.declaredDigest ?? facts.servedDigest;
  if (digest === undefined) {
    return buildHop('signed', nothingMeant(facts), facts.declaration?.asOf);
  }
  const verdict = facts.verdicts[digest];
  if (!verdict) {
    const { problem } = facts.versions;
    return buildHop('signed', {
      status: 'Unknown',
      reason: problem === undefined ? 'NotChecked' : 'RegistryUnavailable',
      message: `The signature of ${nameDigest(facts, digest)} was not checked${
        problem === undefined ? ' yet.' : `: ${problem}`
      }`,
      digest,
    });
  }
  return buildHop(
    'signed',
    {
      status:
        verdict.reason === 'DigestNotFound'
          ? 'NotFound'
          : STATUS_OF_VERDICT[verdict.state] ?? 'Unknown',
      reason: verdict.reason,
      message: verdict.message,
      digest,
      evidence: verdict.forms.map(form => ({
        subject:
          form === 'bundle' ? 'Sigstore bundle' : 'cosign signature (.sig)',
        detail: `verified with the key '${
          verdict.signer?.keyName ?? 'unknown'
        }' of the policy '${verdict.policy ?? 'unknown'}'`,
      })),
    },
    verdict.checkedAt,
  );
}
