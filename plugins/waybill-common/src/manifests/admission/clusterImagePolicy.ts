import type { TrustPolicy } from '../../verification';
import type {
  AdmissionNote,
  AdmissionPolicyObject,
  AdmissionPolicyOptions,
  AdmissionPolicySet,
} from './admissionPolicy';
import {
  NOTE_OTHER_REPOSITORIES,
  privateTrustRoot,
  PUBLIC_TRUST_ROOT,
  quote,
} from './commonNotes';
import { globToRegExp, isGlob } from './patterns';
import { checkPolicy, numberedName } from './policyNames';

/** `policy.sigstore.dev/v1beta1` of policy-controller v0.15. @public */
export interface ClusterImagePolicy extends AdmissionPolicyObject {
  readonly apiVersion: 'policy.sigstore.dev/v1beta1';
  readonly kind: 'ClusterImagePolicy';
  readonly spec: {
    readonly mode: 'enforce' | 'warn';
    readonly images: readonly { readonly glob: string }[];
    readonly authorities: readonly ClusterImageAuthority[];
  };
}

/** @public */
export interface ClusterImageAuthority {
  readonly name: string;
  readonly key?: { readonly data: string; readonly hashAlgorithm: 'sha256' };
  readonly keyless?: {
    readonly url: string;
    readonly identities: readonly {
      readonly issuer: string;
      readonly subject?: string;
      readonly subjectRegExp?: string;
    }[];
    readonly trustRootRef?: string;
  };
  readonly ctlog?: { readonly url: string; readonly trustRootRef?: string };
  readonly rfc3161timestamp?: { readonly trustRootRef: string };
  readonly signatureFormat?: 'bundle' | 'legacy';
  readonly attestations?: readonly {
    readonly name: string;
    readonly predicateType: string;
  }[];
}

/** @public */
export interface ClusterImagePolicyOptions extends AdmissionPolicyOptions {
  /** Which form is read of identities; of keys it reads `legacy` alone. Waybill writes both. Default `legacy`. */
  readonly signatureFormat?: 'bundle' | 'legacy';
}

const PUBLIC_FULCIO = 'https://fulcio.sigstore.dev';
const PUBLIC_REKOR = 'https://rekor.sigstore.dev';

/**
 * A trust policy as `ClusterImagePolicy` of sigstore's policy-controller: one for the signature and one for each
 * attestation. An image must satisfy all that match it, and inside one an authority that asks for an attestation no
 * longer asks for a signature.
 *
 * @throws ManifestError `INVALID_NAME`, `NO_SIGNER`, `NO_REPOSITORY`
 * @public
 */
export function buildClusterImagePolicies(
  policy: TrustPolicy,
  options: ClusterImagePolicyOptions,
): AdmissionPolicySet<ClusterImagePolicy> {
  const name = checkPolicy(policy, options);
  const authorities = buildAuthorities(policy, options);
  const build = (
    objectName: string,
    more: Partial<ClusterImageAuthority>,
  ): ClusterImagePolicy => ({
    apiVersion: 'policy.sigstore.dev/v1beta1',
    kind: 'ClusterImagePolicy',
    metadata: { name: objectName },
    spec: {
      mode: options.enforcement === 'enforce' ? 'enforce' : 'warn',
      images: policy.repositories.map(repository => ({
        glob: toImageGlob(repository),
      })),
      authorities: authorities.map(authority => ({ ...authority, ...more })),
    },
  });
  return {
    objects: [
      build(name, {}),
      ...policy.attestations.map(({ predicateType }, index) =>
        build(numberedName(`${name}-attestation`, index), {
          attestations: [{ name: 'required', predicateType }],
        }),
      ),
    ],
    notes: listNotes(policy, options),
  };
}

/** An `@` is refused in a glob, so that only a star reaches the digest; Docker Hub goes by its full name. */
function toImageGlob(repository: string): string {
  const glob = repository.replace(/^docker\.io\//, 'index.docker.io/');
  return glob.endsWith('*') ? glob : `${glob}*`;
}

function buildAuthorities(
  policy: TrustPolicy,
  options: ClusterImagePolicyOptions,
): ClusterImageAuthority[] {
  const root = privateTrustRoot(policy);
  const trustRootRef = root === undefined ? {} : { trustRootRef: root };
  const ctlog = { ctlog: { url: PUBLIC_REKOR, ...trustRootRef } };
  const shared = {
    ...(policy.timestamp === 'required' && {
      rfc3161timestamp: { trustRootRef: root ?? PUBLIC_TRUST_ROOT },
    }),
  };
  return [
    ...policy.keys.map(({ publicKeyPem }, index) => ({
      name: numberedName('key', index),
      key: { data: publicKeyPem, hashAlgorithm: 'sha256' as const },
      ...(policy.transparencyLog === 'required' && ctlog),
      ...shared,
      signatureFormat: 'legacy' as const,
    })),
    ...policy.identities.map(({ issuer, subject }, index) => ({
      name: numberedName('identity', index),
      keyless: {
        url: PUBLIC_FULCIO,
        identities: [
          {
            issuer,
            ...(isGlob(subject)
              ? { subjectRegExp: globToRegExp(subject) }
              : { subject }),
          },
        ],
        ...trustRootRef,
      },
      // Without a log nothing says that the certificate was valid when it signed.
      ...(policy.timestamp === 'required' &&
      policy.transparencyLog === 'optional'
        ? {}
        : ctlog),
      ...shared,
      signatureFormat: options.signatureFormat ?? 'legacy',
    })),
  ];
}

function listNotes(
  policy: TrustPolicy,
  options: ClusterImagePolicyOptions,
): AdmissionNote[] {
  const root = privateTrustRoot(policy);
  const exact = policy.repositories.filter(glob => !glob.endsWith('*'));
  const notes: AdmissionNote[] = [
    {
      effect: 'needs',
      message: `The label policy.sigstore.dev/include=true on ${
        options.namespaces
          ? `the namespaces ${quote(options.namespaces)}, and on no others`
          : 'each namespace'
      }: policy-controller looks nowhere else.`,
    },
    {
      effect: 'needs',
      message:
        'policy-controller with no-match-policy left at its default or set to allow, where other images run in these namespaces.',
    },
    {
      effect: 'weaker',
      message:
        'policy-controller sees the images of containers only: a model in an image volume (oci+native://) or unpacked by kit (kit://) passes unseen.',
    },
    NOTE_OTHER_REPOSITORIES,
  ];
  if (exact.length > 0) {
    notes.push({
      effect: 'stricter',
      message: `Its globs cannot end at a digest: ${quote(
        exact,
      )} also looks at repositories whose names begin so.`,
    });
  }
  if (options.enforcement === 'audit') {
    notes.push({
      effect: 'weaker',
      message: 'Its mildest mode warns whoever applies the object.',
    });
  }
  if (root !== undefined || policy.timestamp === 'required') {
    notes.push({
      effect: 'needs',
      message: `A TrustRoot '${root ?? PUBLIC_TRUST_ROOT}' in the cluster.`,
    });
  }
  if (policy.identities.length > 0 && root !== undefined) {
    notes.push({
      effect: 'needs',
      message:
        'The URLs of your Fulcio and Rekor in place of the public ones, where certificates and entries are asked for online.',
    });
  }
  return notes;
}
