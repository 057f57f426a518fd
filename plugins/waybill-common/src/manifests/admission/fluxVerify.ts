import type { TrustPolicy } from '../../verification';
import { FLUX_NAMESPACE, type FluxVerification } from '../flux';
import type {
  AdmissionNote,
  AdmissionPolicyObject,
  AdmissionPolicyOptions,
  AdmissionPolicySet,
} from './admissionPolicy';
import { privateTrustRoot, quote, trustedRootOf } from './commonNotes';
import { globToRegExp, textToRegExp } from './patterns';
import { checkPolicy } from './policyNames';

/** A Secret that holds nothing secret: public keys, or a trust root. @public */
export interface PublicSecret extends AdmissionPolicyObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly type: 'Opaque';
  readonly stringData: Readonly<Record<string, string>>;
}

/** @public */
export interface FluxVerificationSet extends AdmissionPolicySet<PublicSecret> {
  /** Goes into `spec.verify` of each OCIRepository. */
  readonly verify: FluxVerification;
}

/**
 * What makes Flux verify an OCIRepository as a trust policy does, as far as it can: by keys, or by identities.
 *
 * @throws ManifestError `INVALID_NAME`, `NO_SIGNER`, `NO_REPOSITORY`
 * @public
 */
export function buildFluxVerification(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): FluxVerificationSet {
  const name = checkPolicy(policy, options);
  const isByKey = policy.keys.length > 0;
  const built = isByKey
    ? verifyByKey(policy, name)
    : verifyByIdentity(policy, name, options);
  return { ...built, notes: [...listNotes(policy, options), ...built.notes] };
}

function verifyByKey(policy: TrustPolicy, name: string): FluxVerificationSet {
  const secret = publicSecret(
    `${name}-keys`,
    Object.fromEntries(
      policy.keys.map(({ publicKeyPem }, index) => [
        // Flux reads each entry that ends so, whatever it is called.
        `key-${index + 1}.pub`,
        publicKeyPem,
      ]),
    ),
  );
  return {
    verify: { provider: 'cosign', secretRef: { name: secret.metadata.name } },
    objects: [secret],
    notes:
      policy.identities.length > 0
        ? [
            {
              effect: 'stricter',
              message: `Flux verifies by keys or by identities, not by either: what was signed by ${quote(
                policy.identities.map(identity => identity.name),
              )} is refused.`,
            },
          ]
        : [],
  };
}

function verifyByIdentity(
  policy: TrustPolicy,
  name: string,
  options: AdmissionPolicyOptions,
): FluxVerificationSet {
  const trustedRoot = trustedRootOf(policy, options);
  const secret =
    trustedRoot === undefined
      ? undefined
      : publicSecret(`${name}-trusted-root`, {
          'trusted_root.json': trustedRoot,
        });
  const isRootMissing =
    privateTrustRoot(policy) !== undefined && trustedRoot === undefined;
  return {
    verify: {
      provider: 'cosign',
      matchOIDCIdentity: policy.identities.map(({ issuer, subject }) => ({
        // Flux takes both for regular expressions.
        issuer: textToRegExp(issuer),
        subject: globToRegExp(subject),
      })),
      ...((secret ?? isRootMissing) && {
        trustedRootSecretRef: { name: `${name}-trusted-root` },
      }),
    },
    objects: secret ? [secret] : [],
    notes: isRootMissing
      ? [
          {
            effect: 'needs',
            message: `A Secret '${name}-trusted-root' with the trust root '${policy.trustRoot}' under 'trusted_root.json', beside each OCIRepository.`,
          },
        ]
      : [],
  };
}

function publicSecret(
  name: string,
  stringData: Readonly<Record<string, string>>,
): PublicSecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: FLUX_NAMESPACE },
    type: 'Opaque',
    stringData,
  };
}

function listNotes(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): AdmissionNote[] {
  const isByKey = policy.keys.length > 0;
  const notes: AdmissionNote[] = [
    {
      effect: 'weaker',
      message:
        'Flux takes any bundle by the right signer for a signature, an attestation too, and never looks at its predicate type.',
    },
    {
      effect: 'needs',
      message:
        "'spec.verify' holds for one OCIRepository: put it into each that delivers, in the namespace of its Secret.",
    },
  ];
  if (options.enforcement === 'audit') {
    notes.push({
      effect: 'stricter',
      message: 'Flux has no audit: what does not verify is not fetched.',
    });
  }
  if (policy.attestations.length > 0) {
    notes.push({
      effect: 'weaker',
      message: `Flux cannot ask for attestations: ${quote(
        policy.attestations.map(({ predicateType }) => predicateType),
      )} may be missing.`,
    });
  }
  if (isByKey && policy.transparencyLog === 'required') {
    notes.push({
      effect: 'weaker',
      message:
        'With keys Flux looks at no transparency log: a signature without an entry is accepted.',
    });
  }
  if (policy.timestamp === 'required') {
    notes.push({
      effect: 'weaker',
      message:
        'Flux cannot ask for a timestamp of an RFC 3161 authority beside the log entry.',
    });
  }
  return notes;
}
