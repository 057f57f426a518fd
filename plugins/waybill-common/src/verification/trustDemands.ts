import type { TrustPolicy } from './trustPolicy';

/**
 * Names of trust policies, with commas: only these count for the model of the entity. It can only take away: a policy
 * that does not speak of the model's repository does not begin to.
 *
 * @public
 */
export const ANNOTATION_TRUST_POLICY = 'waybill.dev/trust-policy';

/**
 * Predicate types, with commas: attestations that must be attached besides those that the policies ask for.
 *
 * @public
 */
export const ANNOTATION_REQUIRED_ATTESTATIONS =
  'waybill.dev/required-attestations';

/** What a model's entity asks for beyond the configuration. It narrows and never widens. @public */
export interface TrustDemands {
  /** Names of policies; all where absent. */
  readonly policies?: readonly string[];
  /** Predicate types. */
  readonly attestations?: readonly string[];
}

/** @public */
export function readTrustDemands(
  annotations: Readonly<Record<string, string>> | undefined,
): TrustDemands {
  const policies = readList(annotations?.[ANNOTATION_TRUST_POLICY]);
  const attestations = readList(
    annotations?.[ANNOTATION_REQUIRED_ATTESTATIONS],
  );
  return {
    ...(policies && { policies }),
    ...(attestations && { attestations }),
  };
}

/** The policies as the entity's demands leave them. @public */
export function applyTrustDemands(
  policies: readonly TrustPolicy[],
  demands: TrustDemands,
): TrustPolicy[] {
  const named = demands.policies;
  const more = (demands.attestations ?? []).map(predicateType => ({
    predicateType,
  }));
  return policies
    .filter(policy => !named || named.includes(policy.name))
    .map(policy =>
      more.length === 0
        ? policy
        : { ...policy, attestations: [...policy.attestations, ...more] },
    );
}

/** An annotation that is there and says nothing asks for nothing that exists: it must not widen. */
function readList(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}
