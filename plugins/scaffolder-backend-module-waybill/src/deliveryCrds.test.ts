/** Holds all that Flux and Argo CD are given against the schemas of their real definitions. */
import {
  buildArgoApplicationSet,
  buildArgoImageUpdater,
  buildDeliveryObjects,
  buildEnvironmentFiles,
  listDeliveryProblems,
  type DeliverySpec,
  type KubernetesManifest,
} from '@waybill/backstage-plugin-waybill-common';
import { parseAllDocuments } from 'yaml';
import { crdValidator, hasCrds } from './__testUtils__/crdSchemas';

const FILES = {
  GitRepository: 'fluxcd/source.toolkit.fluxcd.io_gitrepositories.yaml',
  OCIRepository: 'fluxcd/source.toolkit.fluxcd.io_ocirepositories.yaml',
  HelmRepository: 'fluxcd/source.toolkit.fluxcd.io_helmrepositories.yaml',
  Kustomization: 'fluxcd/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  HelmRelease: 'fluxcd/helm.toolkit.fluxcd.io_helmreleases.yaml',
  ImageRepository: 'fluxcd/image.toolkit.fluxcd.io_imagerepositories.yaml',
  ImagePolicy: 'fluxcd/image.toolkit.fluxcd.io_imagepolicies.yaml',
  ImageUpdateAutomation:
    'fluxcd/image.toolkit.fluxcd.io_imageupdateautomations.yaml',
  Alert: 'fluxcd/notification.toolkit.fluxcd.io_alerts.yaml',
  Provider: 'fluxcd/notification.toolkit.fluxcd.io_providers.yaml',
  Receiver: 'fluxcd/notification.toolkit.fluxcd.io_receivers.yaml',
  Application: 'argo-cd/application-crd.yaml',
  ApplicationSet: 'argo-cd/applicationset-crd.yaml',
  AppProject: 'argo-cd/appproject-crd.yaml',
  ImageUpdater:
    'argocd-image-updater/argocd-image-updater.argoproj.io_imageupdaters.yaml',
};
type Kind = keyof typeof FILES;

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const PUBLIC_KEY =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0C\n-----END PUBLIC KEY-----\n';

const base: DeliverySpec = {
  engine: 'flux',
  source: {
    type: 'git',
    url: 'https://git.example.com/ml/iris',
    branch: 'main',
  },
  form: 'kustomize',
  name: 'iris',
  environment: { name: 'dev', namespace: 'models' },
  servingKind: 'InferenceService',
};

const repository = 'registry.example.com/models/iris-manifests';
const verification = {
  identities: [{ issuer: 'https://token.example.com', subject: 'https://a/*' }],
  trustedRootSecret: 'private-root',
};
const SOURCES: readonly DeliverySpec['source'][] = [
  base.source,
  { type: 'oci', repository, reference: { semver: '1.x' }, isPlainHttp: true },
  { type: 'oci', repository, reference: { tag: '1.0.0' } },
  { type: 'oci', repository, reference: { digest: DIGEST } },
  { type: 'oci', repository, reference: { tag: '1.0.0' }, verification },
  {
    type: 'oci',
    repository,
    reference: { semver: '1.x' },
    verification: 'none',
    credentialsSecret: 'registry-read',
  },
];
const KINDS = [
  'InferenceService',
  'LLMInferenceService',
  'Deployment',
] as const;

/** Every combination that is not refused. */
const deliveries = (['flux', 'argo-cd'] as const).flatMap(engine =>
  (['kustomize', 'helm'] as const).flatMap(form =>
    SOURCES.flatMap(source =>
      KINDS.flatMap(servingKind =>
        [undefined, { replicas: 2 }].map(values => ({
          ...base,
          ...{ engine, form, source, servingKind },
          ...(values && { values }),
          ...(engine === 'flux' && {
            serviceAccountName: 'ml-delivery',
            dependsOn: [{ name: 'platform' }],
          }),
        })),
      ),
    ),
  ),
);
const accepted = deliveries.filter(
  spec => listDeliveryProblems(spec).length === 0,
);

const git = {
  url: 'https://git.example.com/ml/iris',
  branch: 'main',
  credentialsSecret: 'iris-write',
  author: { name: 'Flux', email: 'flux@example.com' },
  signingKey: { secret: 'commit-key', type: 'ssh' as const },
};
const fleet = {
  url: 'https://git.example.com/ml/fleet',
  branch: 'main',
  path: 'clusters/dev',
  credentialsSecret: 'fleet-read',
};

const environments = [
  ...buildEnvironmentFiles({
    environment: base.environment,
    engine: 'flux',
    fleet,
    tenant: 'ml',
    keys: [{ name: 'release', publicKeyPem: PUBLIC_KEY }],
    alerts: { type: 'slack', secret: 'slack', channel: '#models' },
    receiver: { type: 'github', secret: 'token', sources: ['GitRepository'] },
    imageAutomation: [
      {
        name: 'iris',
        repository: 'registry.example.com/models/iris',
        range: '1.x',
        isPlainHttp: true,
        credentialsSecret: 'registry-read',
        git,
      },
    ],
  }),
  ...buildEnvironmentFiles({
    environment: base.environment,
    engine: 'argo-cd',
    fleet,
    tenant: 'ml',
    viewers: 'ml-team',
    operators: ['ml-leads'],
    project: { sourceRepos: ['oci://registry.example.com/models/*'] },
  }),
]
  .filter(({ path }) => path.endsWith('.yaml'))
  .flatMap(({ content }) =>
    parseAllDocuments(content).map(
      document => document.toJS() as KubernetesManifest,
    ),
  );

const objects: readonly KubernetesManifest[] = [
  ...accepted.flatMap(buildDeliveryObjects),
  ...environments,
  buildArgoApplicationSet(
    ['dev', 'production'].map(name => ({
      ...base,
      engine: 'argo-cd',
      environment: { name, namespace: name },
    })),
  ),
  buildArgoImageUpdater({
    name: 'iris',
    servingKind: 'Deployment',
    repository: 'registry.example.com/models/iris',
    range: '1.x',
    environments: ['dev'],
    git: { branch: 'main', credentialsSecret: 'iris-write' },
    keySecret: 'cosign-pub',
  }),
];

const describeWithCrds = hasCrds() ? describe : describe.skip;

describeWithCrds('the definitions of Flux and Argo CD', () => {
  const validate = crdValidator(FILES);
  const isDefined = (kind: string): kind is Kind => Object.hasOwn(FILES, kind);
  const defined = objects.filter(({ kind }) => isDefined(kind));

  it('are met by all that is written, of every kind', () => {
    const faults = defined.flatMap(object => {
      const errors = validate(object as never);
      return errors.length > 0 ? [{ object, errors }] : [];
    });
    expect(faults).toEqual([]);
    expect([...new Set(defined.map(({ kind }) => kind))].sort()).toEqual(
      Object.keys(FILES).sort(),
    );
  });

  it('know nothing of the rest, which is Kubernetes’ own', () => {
    const others = objects.filter(({ kind }) => !isDefined(kind));
    expect([...new Set(others.map(({ kind }) => kind))].sort()).toEqual([
      'ConfigMap',
      'Namespace',
      'Role',
      'RoleBinding',
      'Secret',
      'ServiceAccount',
    ]);
  });

  it('refuse a field that the kind does not have', () => {
    const [source] = buildDeliveryObjects(base);
    expect(
      validate({
        ...source,
        spec: { ...(source.spec as object), branch: 'main' },
      } as never),
    ).toEqual([expect.objectContaining({ keyword: 'additionalProperties' })]);
  });
});

describe('combinations', () => {
  it('are more than a handful, and those that nobody could run are left out', () => {
    expect(accepted.length).toBeGreaterThan(60);
    const isRefused = (change: Partial<DeliverySpec>) =>
      deliveries
        .filter(spec =>
          Object.entries(change).every(
            ([key, value]) => spec[key as keyof DeliverySpec] === value,
          ),
        )
        .every(spec => !accepted.includes(spec));
    expect(isRefused({ engine: 'argo-cd', source: SOURCES[4] })).toBe(true);
    expect(isRefused({ engine: 'argo-cd', source: SOURCES[5] })).toBe(true);
  });
});
