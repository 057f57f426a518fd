import type { TrustedIdentity, TrustPolicy } from '../../../verification';
import type {
  AdmissionNote,
  AdmissionPolicyOptions,
  AdmissionPolicySet,
} from '../admissionPolicy';
import {
  NOTE_OTHER_REPOSITORIES,
  noteOnTimestamp,
  privateTrustRoot,
  quote,
} from '../commonNotes';
import { globToRegExp } from '../patterns';
import { checkPolicy, numberedName } from '../policyNames';
import { buildConstraintTemplate } from './gatekeeperTemplate';
import type {
  GatekeeperConstraint,
  GatekeeperConstraintTemplate,
  RatifyObject,
} from './ratifyTypes';

/** Type of the referrer as which Ratify's store shows the legacy form. */
const COSIGN_ARTIFACT_TYPE = 'application/vnd.dev.cosign.artifact.sig.v1+json';
const PUBLIC_REKOR = 'https://rekor.sigstore.dev';

/** @public */
export interface RatifyOptions extends AdmissionPolicyOptions {
  /** Name of Gatekeeper's Provider for Ratify. Default `ratify-provider`, as its chart calls it. */
  readonly provider?: string;
}

/**
 * A trust policy for Ratify and Gatekeeper: keys, verifier, store and decision of Ratify, and a template and constraint
 * of Gatekeeper that ask it about models in InferenceServices, LLMInferenceServices and pods with their image volumes.
 *
 * @throws ManifestError `INVALID_NAME`, `NO_SIGNER`, `NO_REPOSITORY`
 * @public
 */
export function buildRatifyPolicy(
  policy: TrustPolicy,
  options: RatifyOptions,
): AdmissionPolicySet<
  RatifyObject | GatekeeperConstraintTemplate | GatekeeperConstraint
> {
  const name = checkPolicy(policy, options);
  return {
    objects: [
      ...policy.keys.map(({ publicKeyPem }, index) =>
        ratify('KeyManagementProvider', keyName(name, index), {
          type: 'inline',
          parameters: { contentType: 'key', value: publicKeyPem },
        }),
      ),
      ratify('Store', 'store-oras', {
        name: 'oras',
        parameters: {
          cosignEnabled: true,
          ...(options.isPlainHttp && { useHttp: true }),
        },
      }),
      ratify('Verifier', `${name}-cosign`, {
        name: 'cosign',
        artifactTypes: COSIGN_ARTIFACT_TYPE,
        parameters: { trustPolicies: [buildRatifyTrust(policy, name)] },
      }),
      // Ratify reads the one of this name alone.
      ratify('Policy', 'ratify-policy', {
        type: 'config-policy',
        parameters: {
          artifactVerificationPolicies: { [COSIGN_ARTIFACT_TYPE]: 'any' },
        },
      }),
      buildConstraintTemplate(),
      buildConstraint(policy, name, options),
    ],
    notes: listNotes(policy, options),
  };
}

function ratify(
  kind: RatifyObject['kind'],
  name: string,
  spec: RatifyObject['spec'],
): RatifyObject {
  return {
    apiVersion: 'config.ratify.deislabs.io/v1beta1',
    kind,
    metadata: { name },
    spec,
  };
}

function keyName(name: string, index: number): string {
  return numberedName(`${name}-key`, index);
}

function buildRatifyTrust(policy: TrustPolicy, name: string): object {
  const isLogged = policy.transparencyLog === 'required';
  return {
    name,
    scopes: toScopes(policy.repositories),
    ...(policy.keys.length > 0
      ? {
          keys: policy.keys.map((_, index) => ({
            provider: keyName(name, index),
          })),
          tLogVerify: isLogged,
        }
      : {
          keyless: {
            ctLogVerify: true,
            certificateOIDCIssuer: policy.identities[0].issuer,
            certificateIdentityRegExp: ofFirstIssuer(policy.identities)
              .map(({ subject }) => globToRegExp(subject))
              .join('|'),
          },
          tLogVerify: true,
        }),
    rekorURL: PUBLIC_REKOR,
  };
}

/** Issuer and subject are two expressions, so that only identities of one issuer go together. */
function ofFirstIssuer(
  identities: readonly TrustedIdentity[],
): TrustedIdentity[] {
  return identities.filter(({ issuer }) => issuer === identities[0].issuer);
}

/** A scope has one star, at its end, and two that overlap are an error. */
function toScopes(repositories: readonly string[]): string[] {
  const prefixes = repositories.map(repository => repository.split('*')[0]);
  const distinct = [...new Set(prefixes)];
  return distinct
    .filter(
      prefix =>
        !distinct.some(other => other !== prefix && prefix.startsWith(other)),
    )
    .map(prefix => `${prefix}*`);
}

function buildConstraint(
  policy: TrustPolicy,
  name: string,
  options: RatifyOptions,
): GatekeeperConstraint {
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: 'WaybillSignedModels',
    metadata: { name },
    spec: {
      enforcementAction: options.enforcement === 'enforce' ? 'deny' : 'dryrun',
      match: {
        kinds: [
          {
            apiGroups: ['serving.kserve.io'],
            kinds: ['InferenceService', 'LLMInferenceService'],
          },
          { apiGroups: [''], kinds: ['Pod'] },
        ],
        ...(options.namespaces && { namespaces: options.namespaces }),
      },
      parameters: {
        provider: options.provider ?? 'ratify-provider',
        images: policy.repositories.map(
          repository => `${globToRegExp(repository).slice(0, -1)}([:@].*)?$`,
        ),
      },
    },
  };
}

function listNotes(
  policy: TrustPolicy,
  options: RatifyOptions,
): AdmissionNote[] {
  const isByKey = policy.keys.length > 0;
  const left = isByKey
    ? policy.identities
    : policy.identities.filter(
        identity => !ofFirstIssuer(policy.identities).includes(identity),
      );
  const root = privateTrustRoot(policy);
  const note = (
    effect: AdmissionNote['effect'],
    message: string,
  ): AdmissionNote => ({ effect, message });
  return [
    note(
      'needs',
      `Gatekeeper with external data, and Ratify 1.4 as its provider '${
        options.provider ?? 'ratify-provider'
      }'. The objects 'store-oras' and 'ratify-policy' are Ratify's only ones of their kind: they replace what is there.`,
    ),
    note(
      'needs',
      "Gatekeeper's webhook on serving.kserve.io and on pods, with a timeout above Ratify's.",
    ),
    note(
      'stricter',
      'Ratify 1 reads the legacy form only, and goes by its last layer: what has bundles alone, or was signed once more by somebody else, is refused.',
    ),
    NOTE_OTHER_REPOSITORIES,
    ...(options.enforcement === 'enforce'
      ? [
          note(
            'weaker',
            "Gatekeeper's webhook lets objects pass while it does not answer, unless its failurePolicy is set to Fail.",
          ),
        ]
      : []),
    ...(left.length > 0
      ? [
          note(
            'stricter',
            `Ratify takes keys or the identities of one issuer: what was signed by ${quote(
              left.map(identity => identity.name),
            )} is refused.`,
          ),
        ]
      : []),
    ...(policy.attestations.length > 0
      ? [
          note(
            'weaker',
            `Ratify's cosign verifier cannot ask for attestations: ${quote(
              policy.attestations.map(({ predicateType }) => predicateType),
            )} may be missing.`,
          ),
        ]
      : []),
    ...(root === undefined
      ? []
      : [
          note(
            'weaker',
            `Ratify knows the public-good trust root only: '${root}' is not asked.`,
          ),
        ]),
    ...noteOnTimestamp(policy, 'Ratify'),
  ];
}
