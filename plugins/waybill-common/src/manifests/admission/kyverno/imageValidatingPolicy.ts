import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type TrustPolicy,
} from '../../../verification';
import type {
  AdmissionNote,
  AdmissionPolicyOptions,
  AdmissionPolicySet,
} from '../admissionPolicy';
import {
  NOTE_OTHER_REPOSITORIES,
  noteOnTimestamp,
  notesOnGlobs,
  privateTrustRoot,
  trustedRootOf,
} from '../commonNotes';
import { toReferenceGlobs } from '../patterns';
import { checkPolicy } from '../policyNames';
import { buildAttestors } from './attestors';
import type {
  KyvernoImageValidatingPolicy,
  KyvernoResourceRule,
  NamespaceNameSelector,
} from './kyvernoTypes';
import {
  IMAGE_VOLUMES,
  INFERENCE_SERVICE_IMAGES,
  LLM_INFERENCE_SERVICE_IMAGES,
  NOT_BEING_DELETED,
} from './modelExpressions';

const WEBHOOK_TIMEOUT_SECONDS = 15;

/** What one policy looks at. */
interface Target {
  readonly suffix: string;
  readonly rule: Pick<
    KyvernoResourceRule,
    'apiGroups' | 'apiVersions' | 'resources'
  >;
  readonly image: { readonly name: string; readonly expression: string };
  /** CEL of all images that are looked at. */
  readonly images: string;
  readonly isPod?: boolean;
}

const TARGETS: readonly Target[] = [
  {
    suffix: 'inferenceservices',
    rule: {
      apiGroups: ['serving.kserve.io'],
      apiVersions: ['v1beta1'],
      resources: ['inferenceservices'],
    },
    image: { name: 'models', expression: INFERENCE_SERVICE_IMAGES },
    images: 'images.models',
  },
  {
    suffix: 'llminferenceservices',
    rule: {
      apiGroups: ['serving.kserve.io'],
      apiVersions: ['v1alpha1', 'v1alpha2'],
      resources: ['llminferenceservices'],
    },
    image: { name: 'models', expression: LLM_INFERENCE_SERVICE_IMAGES },
    images: 'images.models',
  },
  {
    suffix: 'pods',
    rule: { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] },
    image: { name: 'volumes', expression: IMAGE_VOLUMES },
    images:
      '(images.containers + images.initContainers + images.ephemeralContainers + images.volumes)',
    isPod: true,
  },
];

/**
 * A trust policy as Kyverno's `ImageValidatingPolicy`: one for InferenceServices, one for LLMInferenceServices, one for
 * pods with their image volumes.
 *
 * @throws ManifestError `INVALID_NAME`, `NO_SIGNER`, `NO_REPOSITORY`
 * @public
 */
export function buildKyvernoPolicies(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): AdmissionPolicySet<KyvernoImageValidatingPolicy> {
  const name = checkPolicy(policy, options);
  return {
    objects: TARGETS.map(target => buildFor(target, name, policy, options)),
    notes: listNotes(policy, options),
  };
}

function buildFor(
  target: Target,
  name: string,
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): KyvernoImageValidatingPolicy {
  const isEnforced = options.enforcement === 'enforce';
  const attestors = buildAttestors(policy, options);
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ImageValidatingPolicy',
    metadata: { name: `${name}-${target.suffix}` },
    spec: {
      validationActions: [isEnforced ? 'Deny' : 'Audit'],
      // Where nothing is to be refused, Kyverno's own absence must not refuse either.
      failurePolicy: isEnforced ? 'Fail' : 'Ignore',
      webhookConfiguration: { timeoutSeconds: WEBHOOK_TIMEOUT_SECONDS },
      evaluation: { background: { enabled: false } },
      ...(target.isPod && { autogen: { podControllers: { controllers: [] } } }),
      ...(options.isPlainHttp && {
        credentials: { allowInsecureRegistry: true },
      }),
      matchConstraints: {
        resourceRules: [{ ...target.rule, operations: ['CREATE', 'UPDATE'] }],
        ...(options.namespaces && {
          namespaceSelector: selectNamespaces(options.namespaces),
        }),
      },
      matchConditions: [
        { name: 'not-being-deleted', expression: NOT_BEING_DELETED },
      ],
      matchImageReferences: policy.repositories
        .flatMap(toReferenceGlobs)
        .map(glob => ({ glob })),
      images: [target.image],
      attestors,
      attestations: listPredicateTypes(policy).map((type, index) => ({
        name: attestationName(index),
        intoto: { type },
      })),
      validations: buildValidations(
        target,
        attestors.map(attestor => attestor.name),
        policy,
      ),
      validationConfigurations: {
        mutateDigest: false,
        verifyDigest: true,
        required: true,
      },
    },
  };
}

function buildValidations(
  { images }: Target,
  attestors: readonly string[],
  policy: TrustPolicy,
): KyvernoImageValidatingPolicy['spec']['validations'] {
  const signers = `[${attestors
    .map(attestor => `attestors.${attestor}`)
    .join(', ')}]`;
  return [
    {
      expression: `${images}.all(image, image.contains('@sha256:'))`,
      message: `The trust policy '${policy.name}' takes images by digest only.`,
    },
    ...listPredicateTypes(policy).map((type, index) => ({
      expression: `${images}.all(image, verifyAttestationSignatures(image, attestations.${attestationName(
        index,
      )}, ${signers}) > 0)`,
      message:
        type === COSIGN_SIGN_PREDICATE_TYPE
          ? `Not signed as the trust policy '${policy.name}' asks.`
          : `No attestation ${type} as the trust policy '${policy.name}' asks.`,
    })),
  ];
}

/**
 * The signature by its predicate type, as an attestation like the others: `verifyImageSignatures` takes any bundle by the
 * right signer, an SBOM too.
 */
function listPredicateTypes(policy: TrustPolicy): string[] {
  return [
    COSIGN_SIGN_PREDICATE_TYPE,
    ...policy.attestations.map(({ predicateType }) => predicateType),
  ];
}

function attestationName(index: number): string {
  return index === 0 ? 'signature' : `attestation${index}`;
}

/** @internal */
export function selectNamespaces(
  namespaces: readonly string[],
): NamespaceNameSelector {
  return {
    matchExpressions: [
      {
        key: 'kubernetes.io/metadata.name',
        operator: 'In',
        values: namespaces,
      },
    ],
  };
}

function listNotes(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): AdmissionNote[] {
  const root = privateTrustRoot(policy);
  return [
    {
      effect: 'needs',
      message:
        'Kyverno 1.17 or later with its ImageValidatingPolicy; older ones take a ClusterPolicy.',
    },
    {
      effect: 'stricter',
      message:
        'A signature counts in the form of a Sigstore bundle alone: where any bundle is attached, Kyverno overlooks the legacy form anyway.',
    },
    NOTE_OTHER_REPOSITORIES,
    ...notesOnGlobs(policy),
    {
      effect: 'stricter',
      message:
        'A model must be pinned by digest: Kyverno cannot put the digest into an InferenceService as it does into a pod.',
    },
    ...noteOnTimestamp(policy, 'Kyverno'),
    ...(root !== undefined && trustedRootOf(policy, options) === undefined
      ? [
          {
            effect: 'weaker' as const,
            message: `The trust root '${root}' was not given: Kyverno asks the public-good one instead.`,
          },
        ]
      : []),
  ];
}
