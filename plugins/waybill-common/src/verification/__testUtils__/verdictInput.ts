import { decideVerdict, type VerdictInput } from '../decideVerdict';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type SignatureMaterial,
  type SignatureOutcome,
} from '../signatureMaterial';
import type { TrustPolicy } from '../trustPolicy';

export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const NOW = '2026-11-21T12:00:00Z';

export function policy(
  name: string,
  glob: string,
  ...keys: string[]
): TrustPolicy {
  return {
    name,
    repositories: [glob],
    keys: keys.map(key => ({ name: key, publicKeyPem: `PEM of ${key}` })),
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
  };
}

export const POLICIES = [
  policy('others', 'r.example/other/*', 'default'),
  policy('portal', 'r.example/models/*', 'default', 'backup'),
  policy('wide', 'r.example/**', 'release'),
];

export function signature(
  outcome: SignatureOutcome,
  more: Partial<SignatureMaterial> = {},
): SignatureMaterial {
  const form = more.form ?? 'bundle';
  return {
    form,
    kind: 'signature',
    outcome,
    ...(form === 'bundle' && { predicateType: COSIGN_SIGN_PREDICATE_TYPE }),
    ...(outcome === 'valid' && {
      policy: 'portal',
      keyName: 'default',
      keyHint: 'hint',
    }),
    ...more,
  };
}

export function decide(
  material: SignatureMaterial[],
  more: Partial<VerdictInput> = {},
) {
  return decideVerdict({
    digest: DIGEST,
    repository: 'r.example/models/iris',
    policies: POLICIES,
    material,
    now: NOW,
    ...more,
  });
}
