import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type TrustPolicy,
} from '../../../verification';
import type { AdmissionNote, AdmissionPolicySet } from '../admissionPolicy';
import {
  NOTE_OTHER_REPOSITORIES,
  noteOnTimestamp,
  notesOnGlobs,
  privateTrustRoot,
} from '../commonNotes';
import { globToRegExp, isGlob, toReferenceGlobs } from '../patterns';
import { checkPolicy } from '../policyNames';
import { TO_IMAGE } from './modelExpressions';
import type {
  KyvernoClusterPolicy,
  KyvernoClusterPolicyOptions,
  KyvernoImageRule,
  KyvernoVerifyImages,
} from './clusterPolicyTypes';

const WEBHOOK_TIMEOUT_SECONDS = 15;
const INFERENCE_SERVICE = 'serving.kserve.io/v1beta1/InferenceService';

/** Where a rule finds images; one rule for each, since an extractor's error is the whole rule's. */
interface Place {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly extractor?: {
    readonly kind: string;
    readonly path: string;
    readonly isUri: boolean;
  };
}

const PLACES: readonly Place[] = [
  ...['model', 'sklearn', 'xgboost', 'tensorflow', 'pytorch', 'triton', 'onnx']
    .concat(['huggingface', 'pmml', 'lightgbm', 'paddle'])
    .map(part => inService(`/spec/predictor/${part}/storageUri`, part)),
  ...['predictor', 'transformer', 'explainer'].map(part =>
    inService(`/spec/${part}/storageUris/*/uri`, `${part}-uris`),
  ),
  inService('/spec/canary/*/predictor/model/storageUri', 'canaries'),
  inService('/spec/canary/*/predictor/storageUris/*/uri', 'canary-uris'),
  {
    name: 'llm-model',
    kinds: [
      'serving.kserve.io/v1alpha1/LLMInferenceService',
      'serving.kserve.io/v1alpha2/LLMInferenceService',
    ],
    extractor: {
      kind: 'LLMInferenceService',
      path: '/spec/model/uri',
      isUri: true,
    },
  },
  { name: 'containers', kinds: ['v1/Pod'] },
  {
    name: 'volumes',
    kinds: ['v1/Pod'],
    extractor: {
      kind: 'Pod',
      path: '/spec/volumes/*/image/reference',
      isUri: false,
    },
  },
];

function inService(path: string, name: string): Place {
  return {
    name,
    kinds: [INFERENCE_SERVICE],
    extractor: { kind: 'InferenceService', path, isUri: true },
  };
}

/**
 * A trust policy as Kyverno's older `ClusterPolicy`, for versions without ImageValidatingPolicy.
 *
 * @throws ManifestError `INVALID_NAME`, `NO_SIGNER`, `NO_REPOSITORY`
 * @public
 */
export function buildKyvernoClusterPolicy(
  policy: TrustPolicy,
  options: KyvernoClusterPolicyOptions,
): AdmissionPolicySet<KyvernoClusterPolicy> {
  const name = checkPolicy(policy, options);
  const isEnforced = options.enforcement === 'enforce';
  const verification = buildVerification(policy, options);
  return {
    objects: [
      {
        apiVersion: 'kyverno.io/v1',
        kind: 'ClusterPolicy',
        metadata: {
          name,
          annotations: {
            // A Deployment of KServe has no model yet: the webhook puts it into the pod.
            'pod-policies.kyverno.io/autogen-controllers': 'none',
          },
        },
        spec: {
          background: false,
          validationFailureAction: isEnforced ? 'Enforce' : 'Audit',
          webhookConfiguration: {
            failurePolicy: isEnforced ? 'Fail' : 'Ignore',
            timeoutSeconds: WEBHOOK_TIMEOUT_SECONDS,
          },
          rules: PLACES.map(place =>
            buildRule(place, verification, options.namespaces),
          ),
        },
      },
    ],
    notes: listNotes(policy, options),
  };
}

function buildRule(
  { name, kinds, extractor }: Place,
  verification: KyvernoVerifyImages,
  namespaces: readonly string[] | undefined,
): KyvernoImageRule {
  return {
    name,
    match: {
      any: [{ resources: { kinds, ...(namespaces && { namespaces }) } }],
    },
    preconditions: {
      all: [
        {
          key: "{{ request.object.metadata.deletionTimestamp || '' }}",
          operator: 'Equals',
          value: '',
        },
      ],
    },
    ...(extractor && {
      imageExtractors: {
        [extractor.kind]: [
          {
            name,
            path: extractor.path,
            ...(extractor.isUri && { jmesPath: TO_IMAGE }),
          },
        ],
      },
    }),
    verifyImages: [verification],
  };
}

function buildVerification(
  policy: TrustPolicy,
  options: KyvernoClusterPolicyOptions,
): KyvernoVerifyImages {
  const attestors = [
    { count: 1, entries: [...keyEntries(policy), ...identityEntries(policy)] },
  ];
  const type = options.signatureType ?? 'Cosign';
  const types = [
    // As a signature it takes any bundle by the right signer, an SBOM too.
    ...(type === 'SigstoreBundle' ? [COSIGN_SIGN_PREDICATE_TYPE] : []),
    ...policy.attestations.map(({ predicateType }) => predicateType),
  ];
  return {
    type,
    failureAction: options.enforcement === 'enforce' ? 'Enforce' : 'Audit',
    imageReferences: policy.repositories.flatMap(toReferenceGlobs),
    attestors,
    ...(types.length > 0 && {
      attestations: types.map(predicateType => ({
        type: predicateType,
        attestors,
      })),
    }),
    // A digest cannot be written behind a URI, so that it has to be there.
    mutateDigest: false,
    verifyDigest: true,
    required: true,
    ...(options.isPlainHttp && {
      imageRegistryCredentials: { allowInsecureRegistry: true },
    }),
  };
}

function logOf(policy: TrustPolicy) {
  return {
    rekor: {
      url: 'https://rekor.sigstore.dev',
      ignoreTlog: policy.transparencyLog !== 'required',
    },
  };
}

function keyEntries(policy: TrustPolicy): object[] {
  return policy.keys.map(({ publicKeyPem }) => ({
    keys: {
      publicKeys: publicKeyPem,
      ...logOf(policy),
      ctlog: { ignoreSCT: true },
    },
  }));
}

function identityEntries(policy: TrustPolicy): object[] {
  return policy.identities.map(({ issuer, subject }) => ({
    keyless: {
      issuer,
      ...(isGlob(subject)
        ? { subjectRegExp: globToRegExp(subject) }
        : { subject }),
      ...logOf(policy),
    },
  }));
}

function listNotes(
  policy: TrustPolicy,
  options: KyvernoClusterPolicyOptions,
): AdmissionNote[] {
  const root = privateTrustRoot(policy);
  const isBundle = options.signatureType === 'SigstoreBundle';
  return [
    {
      effect: 'needs',
      message: isBundle
        ? "Kyverno 1.13 or later: type 'SigstoreBundle' reads bundles and no legacy signatures."
        : "Type 'Cosign' reads legacy signatures and no bundles: sign both forms, as Waybill does.",
    },
    NOTE_OTHER_REPOSITORIES,
    ...notesOnGlobs(policy),
    {
      effect: 'weaker',
      message:
        "Canaries of the older kinds of predictor (canary[].predictor.sklearn and the like) are not looked at: use 'model'.",
    },
    ...noteOnTimestamp(policy, 'Kyverno'),
    ...(root === undefined
      ? []
      : [
          {
            effect: 'weaker' as const,
            message: `The trust root '${root}' cannot be given to a ClusterPolicy as a whole: Kyverno asks the public-good one instead.`,
          },
        ]),
  ];
}
