import type { TrustPolicy } from '../../../verification';
import type { AdmissionPolicyOptions } from '../admissionPolicy';
import { trustedRootOf } from '../commonNotes';
import { globToRegExp, isGlob } from '../patterns';
import type { KyvernoAttestor } from './kyvernoTypes';

/** Kyverno wants a URL even where it is told to look at no log. */
const PUBLIC_REKOR = 'https://rekor.sigstore.dev';

/**
 * The signers of a trust policy as attestors, under names that CEL can say.
 *
 * @internal
 */
export function buildAttestors(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): KyvernoAttestor[] {
  const root = trustedRootOf(policy, options);
  const isLogged = policy.transparencyLog === 'required';
  const trustedRoot =
    root === undefined ? {} : { trustedRoot: { value: root } };
  const keys = policy.keys.map(({ publicKeyPem }, index) => ({
    name: `key${index + 1}`,
    cosign: {
      key: { data: publicKeyPem },
      ...trustedRoot,
      ctlog: {
        url: PUBLIC_REKOR,
        // A key has no certificate, and so no proof that an authority published it.
        insecureIgnoreSCT: true,
        insecureIgnoreTlog: !isLogged,
      },
    },
  }));
  const identities = policy.identities.map(({ issuer, subject }, index) => ({
    name: `identity${index + 1}`,
    cosign: {
      keyless: {
        identities: [
          {
            issuer,
            ...(isGlob(subject)
              ? { subjectRegExp: globToRegExp(subject) }
              : { subject }),
          },
        ],
      },
      ...trustedRoot,
      ...(isLogged
        ? {}
        : { ctlog: { url: PUBLIC_REKOR, insecureIgnoreTlog: true } }),
    },
  }));
  return [...keys, ...identities];
}
