import type { DeliverySpec } from '../declaration';
import {
  deliveryOf,
  DIGEST,
  OCI,
} from '../delivery/__testUtils__/deliverySpecs';
import type { KubernetesManifest } from '../kubernetes';
import { buildArgoApplicationSet } from './argoApplicationSet';
import { buildArgoImageUpdater } from './argoImageUpdater';

const specOf = (name: string, change: Partial<DeliverySpec> = {}) =>
  deliveryOf({
    engine: 'argo-cd',
    environment: { name, namespace: `models-${name}` },
    ...change,
  });

const build = (specs: readonly DeliverySpec[]) =>
  buildArgoApplicationSet(specs) as KubernetesManifest & {
    readonly spec: {
      readonly generators: unknown;
      readonly template: {
        readonly metadata: { readonly name: string };
        readonly spec: {
          readonly source: { readonly helm?: { readonly valueFiles: unknown } };
        };
      };
    };
  };

describe('buildArgoApplicationSet', () => {
  it('lists what differs, and says the rest once', () => {
    const { spec } = build([
      specOf('dev'),
      specOf('production', {
        destinationServer: 'https://production.example.com',
        project: 'ml-production',
        source: { ...OCI, reference: { digest: DIGEST } },
      }),
    ]);
    expect(spec.generators).toEqual([
      {
        list: {
          elements: [
            {
              environment: 'dev',
              namespace: 'models-dev',
              server: 'https://kubernetes.default.svc',
              project: 'default',
              revision: '>=0.0.0-0',
            },
            {
              environment: 'production',
              namespace: 'models-production',
              server: 'https://production.example.com',
              project: 'ml-production',
              revision: DIGEST,
            },
          ],
        },
      },
    ]);
    expect(spec.template.metadata.name).toBe('iris-{{ .environment }}');
    expect(spec.template.spec).toMatchObject({
      project: '{{ .project }}',
      source: {
        path: 'environments/{{ .environment }}',
        targetRevision: '{{ .revision }}',
      },
      destination: { server: '{{ .server }}', namespace: '{{ .namespace }}' },
    });
  });

  it('chooses the values of each environment', () => {
    const { spec } = build([specOf('dev', { form: 'helm' })]);
    expect(spec.template.spec.source.helm?.valueFiles).toEqual([
      'environments/{{ .environment }}/values.yaml',
    ]);
  });

  it.each<[string, readonly DeliverySpec[], string]>([
    ['no environment', [], 'NO_ENVIRONMENT'],
    ['one twice', [specOf('dev'), specOf('dev')], 'CONFLICT'],
    ['Flux', [deliveryOf()], 'CONFLICT'],
    [
      'two forms',
      [specOf('dev'), specOf('staging', { form: 'helm' })],
      'CONFLICT',
    ],
    [
      'two models',
      [
        specOf('dev'),
        specOf('staging', {
          source: { ...OCI, repository: 'r.example/other' },
        }),
      ],
      'CONFLICT',
    ],
    ['a bad name', [specOf('Dev')], 'INVALID_NAME'],
    [
      'braces',
      [specOf('dev', { form: 'helm', values: { a: '{{ .Values }}' } })],
      'INVALID_VALUE',
    ],
  ])('refuses %s', (_, specs, code) => {
    expect(() => build(specs)).toThrow(expect.objectContaining({ code }));
  });
});

describe('buildArgoImageUpdater', () => {
  const input = {
    name: 'iris',
    servingKind: 'Deployment' as const,
    repository: 'registry.example.com/models/iris',
    range: '1.x',
    environments: ['dev', 'staging'],
    git: { branch: 'main', credentialsSecret: 'iris-write' },
  };

  it('follows the image of each environment’s application', () => {
    expect(buildArgoImageUpdater(input).spec).toMatchObject({
      writeBackConfig: {
        method: 'git:secret:argocd/iris-write',
        gitConfig: { branch: 'main', writeBackTarget: 'kustomization' },
      },
      applicationRefs: ['iris-dev', 'iris-staging'].map(namePattern => ({
        namePattern,
        images: [{ imageName: 'registry.example.com/models/iris:1.x' }],
      })),
    });
  });

  it.each<[string, object, string]>([
    ['servingKind', { servingKind: 'InferenceService' }, 'CONFLICT'],
    ['environments', { environments: [] }, 'NO_ENVIRONMENT'],
    ['environments[0]', { environments: ['*'] }, 'INVALID_NAME'],
    ['range', { range: '>=1.0.0 <2.0.0' }, 'INVALID_VALUE'],
    ['range', { range: 'newest' }, 'INVALID_VALUE'],
  ])('refuses %s of %j', (field, change, code) => {
    expect(() => buildArgoImageUpdater({ ...input, ...change })).toThrow(
      expect.objectContaining({ field, code }),
    );
  });
});
