/** Holds the generated admission policies against the schemas of the engines' real CRDs. */
import {
  buildClusterImagePolicies,
  buildDeliveryObjects,
  buildFluxVerification,
  buildKyvernoClusterPolicy,
  buildKyvernoPolicies,
  buildRatifyPolicy,
  type AdmissionPolicyObject,
  type AdmissionPolicyOptions,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { crdValidator, hasCrds } from './__testUtils__/crdSchemas';

const validate = crdValidator({
  ImageValidatingPolicy:
    'kyverno/policies.kyverno.io_imagevalidatingpolicies.yaml',
  ClusterPolicy: 'kyverno/kyverno.io_clusterpolicies.yaml',
  ClusterImagePolicy: 'policy-controller/300-clusterimagepolicy.yaml',
  Store: 'ratify/config.ratify.deislabs.io_stores.yaml',
  Verifier: 'ratify/config.ratify.deislabs.io_verifiers.yaml',
  Policy: 'ratify/config.ratify.deislabs.io_policies.yaml',
  KeyManagementProvider:
    'ratify/config.ratify.deislabs.io_keymanagementproviders.yaml',
  OCIRepository: 'fluxcd/source.toolkit.fluxcd.io_ocirepositories.yaml',
});
type Kind = Parameters<typeof validate>[0]['kind'];

const POLICY: TrustPolicy = {
  name: 'Portal models',
  repositories: ['registry.example.com/models/**', 'registry.example.com/iris'],
  keys: [{ name: 'release', publicKeyPem: '-----BEGIN PUBLIC KEY-----' }],
  identities: [
    {
      name: 'workflow',
      issuer: 'https://token.actions.example.com',
      subject: 'https://git.example.com/acme/*/release.yaml@refs/tags/**',
    },
    {
      name: 'person',
      issuer: 'https://id.example.com',
      subject: 'a@b.example',
    },
  ],
  trustRoot: 'company',
  transparencyLog: 'required',
  timestamp: 'required',
  attestations: [{ predicateType: 'https://slsa.dev/provenance/v1' }],
};
const VARIANTS: readonly [string, TrustPolicy, AdmissionPolicyOptions][] = [
  [
    'everything, enforced in two namespaces',
    POLICY,
    {
      enforcement: 'enforce',
      namespaces: ['models', 'staging'],
      isPlainHttp: true,
      trustedRoots: { company: '{}' },
    },
  ],
  [
    'identities only, audited everywhere',
    { ...POLICY, keys: [], transparencyLog: 'optional', timestamp: 'optional' },
    { enforcement: 'audit' },
  ],
  [
    'one key',
    {
      ...POLICY,
      identities: [],
      attestations: [],
      trustRoot: undefined,
      transparencyLog: 'optional',
      timestamp: 'optional',
    },
    { enforcement: 'enforce', name: 'signed' },
  ],
];

/** Of no definition in the folder: Kubernetes' own, and Gatekeeper's. */
const WITHOUT_CRD = ['Secret', 'ConstraintTemplate', 'WaybillSignedModels'];

function buildAll(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): AdmissionPolicyObject[] {
  const [source] = buildDeliveryObjects({
    engine: 'flux',
    source: {
      type: 'oci',
      repository: 'registry.example.com/models/iris-manifests',
      reference: { semver: '>=0.0.0-0' },
    },
    form: 'kustomize',
    name: 'iris',
    environment: { name: 'dev', namespace: 'models' },
    servingKind: 'InferenceService',
  });
  const { verify } = buildFluxVerification(policy, options);
  return [
    ...buildKyvernoPolicies(policy, options).objects,
    ...buildKyvernoClusterPolicy(policy, options).objects,
    ...buildKyvernoClusterPolicy(policy, {
      ...options,
      signatureType: 'SigstoreBundle',
    }).objects,
    ...buildClusterImagePolicies(policy, options).objects,
    ...buildRatifyPolicy(policy, options).objects,
    {
      ...source,
      spec: { ...(source.spec as object), verify },
    } as AdmissionPolicyObject,
  ].filter(({ kind }) => !WITHOUT_CRD.includes(kind));
}

const describeWithCrds = hasCrds() ? describe : describe.skip;

describeWithCrds('the CRD schemas of the policy engines', () => {
  it.each(
    VARIANTS.flatMap(([name, policy, options]) =>
      buildAll(policy, options).map(
        object => [object.kind, object.metadata.name, name, object] as const,
      ),
    ),
  )('accept our %s %s for %s', (_kind, _name, _variant, object) => {
    expect(
      validate(object as never as { apiVersion: string; kind: Kind }),
    ).toEqual([]);
  });

  it('refuse a field that the kind does not have', () => {
    const [object] = buildKyvernoPolicies(POLICY, {
      enforcement: 'audit',
    }).objects;
    expect(
      validate({
        ...object,
        spec: { ...object.spec, imagess: [] },
      } as never),
    ).toEqual([expect.objectContaining({ keyword: 'additionalProperties' })]);
  });
});
