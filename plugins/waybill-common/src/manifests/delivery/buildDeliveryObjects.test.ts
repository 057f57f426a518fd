import type { DeliverySpec } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import {
  deliveryOf,
  DIGEST,
  everyDelivery,
  GIT,
  OCI,
} from './__testUtils__/deliverySpecs';
import { buildDeliveryObjects } from './buildDeliveryObjects';

/** The fields that are looked into; the others are compared as they are. */
type Loose = KubernetesManifest & {
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly healthChecks: readonly { readonly kind: string }[];
    readonly chart: { readonly spec: unknown };
  };
};

const build = (change: Partial<DeliverySpec> = {}) =>
  buildDeliveryObjects(deliveryOf(change)) as Loose[];

function kindsOf({ engine, source, form, values }: DeliverySpec): string[] {
  if (engine === 'argo-cd') {
    return source.type === 'oci' ? ['Secret', 'Application'] : ['Application'];
  }
  const delivery = form === 'helm' ? 'HelmRelease' : 'Kustomization';
  if (source.type === 'git') return ['GitRepository', delivery];
  return form === 'helm' && values === undefined
    ? ['HelmRepository', delivery]
    : ['OCIRepository', delivery];
}

describe('buildDeliveryObjects', () => {
  it.each(everyDelivery())(
    'gives the source before the rest: %s',
    (_, spec) => {
      const objects = buildDeliveryObjects(spec);
      expect(objects.map(({ kind }) => kind)).toEqual(kindsOf(spec));
      expect(JSON.stringify(objects)).not.toContain('undefined');
    },
  );

  describe('for Flux', () => {
    it.each<[string, Partial<DeliverySpec>, object[]]>([
      [
        'a Deployment by itself',
        { servingKind: 'Deployment' },
        [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'iris' }],
      ],
      [
        'a Knative InferenceService by its Service',
        { deploymentMode: 'Knative' },
        [
          {
            apiVersion: 'serving.knative.dev/v1',
            kind: 'Service',
            name: 'iris-predictor',
          },
        ],
      ],
      [
        'an InferenceService with a transformer by both Deployments',
        { components: ['predictor', 'transformer'] },
        [
          { apiVersion: 'apps/v1', kind: 'Deployment', name: 'iris-predictor' },
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'iris-transformer',
          },
        ],
      ],
    ])('checks the health of %s', (_, change, checks) => {
      const [, { spec }] = build(change);
      expect(spec.healthChecks).toEqual(
        checks.map(check => ({ ...check, namespace: 'models' })),
      );
      // Together with it Flux ignores what is to be checked.
      expect(spec).not.toHaveProperty('wait');
      expect(spec).not.toHaveProperty('healthCheckExprs');
    });

    it('reads the health of an LLMInferenceService by an expression', () => {
      const [, { spec }] = build({ servingKind: 'LLMInferenceService' });
      expect(spec.healthCheckExprs).toEqual([
        expect.objectContaining({ kind: spec.healthChecks[0].kind }),
      ]);
    });

    it('takes identities as anchored expressions, and the trust root of a private Sigstore', () => {
      const [{ spec }] = build({
        source: {
          ...OCI,
          verification: {
            identities: [
              {
                issuer: 'https://token.example.com',
                subject: 'https://git.example.com/ml/*/ci.yml@refs/heads/main',
              },
            ],
            trustedRootSecret: 'private-root',
          },
        },
      });
      expect(spec.verify).toEqual({
        provider: 'cosign',
        matchOIDCIdentity: [
          {
            issuer: '^https://token\\.example\\.com$',
            subject:
              '^https://git\\.example\\.com/ml/[^/]*/ci\\.yml@refs/heads/main$',
          },
        ],
        trustedRootSecretRef: { name: 'private-root' },
      });
    });

    it('reads only what is declared of a Git repository', () => {
      const [source, kustomization] = build({
        source: { ...GIT, path: 'ml/deploy', credentialsSecret: 'git-read' },
      });
      expect(source.spec).toEqual({
        interval: '1m',
        url: GIT.url,
        ref: { branch: 'main' },
        ignore: '/*\n!/ml/\n/ml/*\n!/ml/deploy/\n',
        secretRef: { name: 'git-read' },
      });
      expect(kustomization.spec.path).toBe('./ml/deploy/environments/dev');
    });

    it('puts what a tenant may do, and what comes before, where Flux looks for it', () => {
      const [source, kustomization] = build({
        controlNamespace: 'models',
        serviceAccountName: 'delivery',
        dependsOn: [{ name: 'platform', namespace: 'flux-system' }],
        timeout: '30m',
      });
      expect(source.metadata).toMatchObject({ namespace: 'models' });
      expect(kustomization.spec).toMatchObject({
        serviceAccountName: 'delivery',
        dependsOn: [{ name: 'platform', namespace: 'flux-system' }],
        timeout: '30m',
      });
    });

    it('lets Helm choose the environment’s values inside a chart of the registry', () => {
      const [source, release] = build({ form: 'helm' });
      expect(source).toMatchObject({
        kind: 'HelmRepository',
        spec: { type: 'oci', url: 'oci://registry.example.com/models' },
      });
      expect(release.spec.chart.spec).toMatchObject({
        chart: 'iris-manifests',
        version: '>=0.0.0-0',
        valuesFiles: ['values.yaml', 'environments/dev/values.yaml'],
        verify: { provider: 'cosign', secretRef: { name: 'cosign-pub' } },
      });
    });

    it('gives a chart by digest its values from outside', () => {
      const [source, release] = build({
        form: 'helm',
        source: { ...OCI, reference: { digest: DIGEST } },
        values: { replicas: 2 },
      });
      expect(source.spec).toMatchObject({
        ref: { digest: DIGEST },
        layerSelector: { operation: 'copy' },
      });
      expect(release.spec).toMatchObject({
        chartRef: { kind: 'OCIRepository', name: 'iris' },
        values: { replicas: 2 },
        releaseName: 'iris',
      });
    });

    it('does not let Helm wait for what looks unfinished for ever', () => {
      const [, served] = build({ form: 'helm' });
      const [, plain] = build({ form: 'helm', servingKind: 'Deployment' });
      expect(served.spec.install).toMatchObject({ disableWait: true });
      expect(plain.spec.install).not.toHaveProperty('disableWait');
    });
  });

  describe('for Argo CD', () => {
    const argo = (change: Partial<DeliverySpec>) =>
      build({ engine: 'argo-cd', ...change }).pop()!;

    it('names the application after model and environment, and heals it', () => {
      const { metadata, spec } = argo({ project: 'ml' });
      expect(metadata).toEqual({
        name: 'iris-dev',
        namespace: 'argocd',
        labels: { 'waybill.dev/environment': 'dev' },
      });
      expect(spec).toMatchObject({
        project: 'ml',
        destination: {
          server: 'https://kubernetes.default.svc',
          namespace: 'models',
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'CreateNamespace=false'],
        },
      });
    });

    const url = 'oci://registry.example.com/models/iris-manifests';
    it.each<[string, Partial<DeliverySpec>, object]>([
      [
        'a range of versions',
        {},
        {
          repoURL: url,
          targetRevision: '>=0.0.0-0',
          path: 'environments/dev',
        },
      ],
      [
        'a digest',
        { source: { ...OCI, reference: { digest: DIGEST } } },
        { repoURL: url, targetRevision: DIGEST, path: 'environments/dev' },
      ],
      [
        'a branch',
        { source: GIT },
        {
          repoURL: GIT.url,
          targetRevision: 'main',
          path: 'deploy/environments/dev',
        },
      ],
      [
        'a chart in Git',
        { source: GIT, form: 'helm' },
        {
          repoURL: GIT.url,
          targetRevision: 'main',
          path: 'deploy/chart',
          helm: {
            releaseName: 'iris',
            valueFiles: ['../environments/dev/values.yaml'],
          },
        },
      ],
      [
        'a chart in a registry',
        { form: 'helm', source: { ...OCI, reference: { tag: '1.2.0' } } },
        {
          repoURL: url,
          targetRevision: '1.2.0',
          path: '.',
          helm: {
            releaseName: 'iris',
            valueFiles: ['environments/dev/values.yaml'],
          },
        },
      ],
      [
        'a chart in a registry with values',
        { form: 'helm', values: { replicas: 2 } },
        {
          repoURL: url,
          targetRevision: '>=0.0.0-0',
          path: '.',
          helm: { releaseName: 'iris', valuesObject: { replicas: 2 } },
        },
      ],
    ])('takes %s', (_, change, source) => {
      expect(argo(change).spec.source).toEqual(source);
    });

    it('says of a registry without TLS that it is one, and nothing secret', () => {
      const [secret] = build({
        engine: 'argo-cd',
        source: { ...OCI, isPlainHttp: true },
      });
      expect(secret).toMatchObject({
        kind: 'Secret',
        metadata: {
          labels: { 'argocd.argoproj.io/secret-type': 'repository' },
        },
        stringData: { type: 'oci', url, insecureOCIForceHttp: 'true' },
      });
    });
  });
});
