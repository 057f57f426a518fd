import type {
  AdmissionCandidate,
  AdmissionForecastInput,
  CandidateSignature,
  CandidateSignatures,
} from '../admissionInput';

export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const REPOSITORY = 'registry.example.com/models/iris';
export const KEY =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n';
export const OTHER_KEY = KEY.replace('MFkw', 'MCow');
export const SIGN = 'https://sigstore.dev/cosign/sign/v1';

export function service(
  predictor: object = {
    model: { storageUri: `oci://${REPOSITORY}@${DIGEST}` },
  },
  more: object = {},
): object {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris' },
    spec: { predictor, ...more },
  };
}

export function candidate(
  more: Partial<AdmissionCandidate> = {},
): AdmissionCandidate {
  return {
    repository: REPOSITORY,
    digest: DIGEST,
    object: service(),
    namespace: {
      name: 'models',
      labels: { 'policy.sigstore.dev/include': 'true' },
    },
    ...more,
  };
}

/** In both forms, as Waybill signs. */
export function signedBy(
  publicKeyPem: string,
  more: Partial<CandidateSignature> = {},
): CandidateSignature[] {
  const base = { publicKeyPem, hasLogEntry: false, hasTimestamp: false };
  return [
    {
      ...base,
      form: 'bundle',
      kind: 'signature',
      predicateType: SIGN,
      ...more,
    },
    { ...base, form: 'legacy', kind: 'signature', ...more },
  ];
}

export function signatures(
  verified: readonly CandidateSignature[] = signedBy(KEY),
  more: Partial<CandidateSignatures> = {},
): CandidateSignatures {
  return {
    verified,
    askedKeys: [KEY, OTHER_KEY],
    areIdentitiesChecked: true,
    hasBundles: verified.some(({ form }) => form === 'bundle'),
    ...more,
  };
}

export function input(
  policies: readonly unknown[],
  more: Partial<AdmissionForecastInput> = {},
): AdmissionForecastInput {
  return {
    policies,
    candidate: candidate(),
    signatures: signatures(),
    now: '2026-11-21T12:00:00Z',
    ...more,
  };
}
