import type { KubernetesManifest } from '../kubernetes';
import {
  canary,
  declarationOf,
  deployment,
  inferenceService,
  llm,
  threeEnvironments,
} from './__testUtils__/declarations';
import { DEFAULT_LOAD_IMAGE } from './presets';
import { renderEnvironment } from './renderEnvironment';

const load = {
  requestsPerSecond: 5,
  durationSeconds: 60,
  image: DEFAULT_LOAD_IMAGE,
};

function jobOf(
  serving: Parameters<typeof declarationOf>[0],
  syntheticLoad: Partial<typeof load> & { path?: string; body?: string } = {},
  form: 'kustomize' | 'helm' = 'kustomize',
): Rendered {
  const declaration = declarationOf(serving, [
    {
      name: 'staging',
      namespace: 'models',
      profile: { syntheticLoad: { ...load, ...syntheticLoad } },
    },
  ]);
  return byKind(renderEnvironment({ ...declaration, form }, 'staging'), 'Job');
}

/** The fields that are looked into; the others are compared as they are. */
type Rendered = KubernetesManifest & {
  readonly spec: {
    readonly selector: { readonly matchLabels: unknown };
    readonly podMetricsEndpoints: unknown;
    readonly activeDeadlineSeconds: unknown;
    readonly template: {
      readonly metadata: { readonly annotations: unknown };
      readonly spec: {
        readonly containers: readonly {
          readonly env: readonly {
            readonly name: string;
            readonly value: string;
          }[];
        }[];
      };
    };
  };
};

function variablesOf(job: Rendered): Record<string, string> {
  const [{ env }] = job.spec.template.spec.containers;
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

function byKind(
  objects: readonly KubernetesManifest[],
  wanted: string,
): Rendered {
  const found = objects.find(({ kind }) => kind === wanted);
  if (!found) throw new Error(`There is no ${wanted}`);
  return found as Rendered;
}

describe('renderEnvironment', () => {
  it('puts everything into the environment’s namespace', () => {
    const objects = renderEnvironment(
      declarationOf(inferenceService),
      'production',
    );
    expect(objects.map(({ kind }) => kind)).toEqual([
      'InferenceService',
      'PodDisruptionBudget',
      'PodMonitor',
    ]);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['models-production']),
    );
  });

  it('runs the environment’s own version', () => {
    const [object] = renderEnvironment(
      declarationOf(inferenceService),
      'staging',
    );
    expect(object.metadata.annotations).toMatchObject({
      'waybill.dev/version': '1.0.1',
    });
  });

  it('keeps and watches the pods that KServe makes', () => {
    const objects = renderEnvironment(
      declarationOf(inferenceService),
      'production',
    );
    const labels = {
      'serving.kserve.io/inferenceservice': 'iris',
      component: 'predictor',
    };
    expect(byKind(objects, 'PodDisruptionBudget').spec).toEqual({
      minAvailable: 2,
      selector: { matchLabels: labels },
    });
    expect(byKind(objects, 'PodMonitor').spec.selector.matchLabels).toEqual(
      labels,
    );
  });

  it('does the same for the pods of an LLMInferenceService', () => {
    const objects = renderEnvironment(
      declarationOf(llm, threeEnvironments({ isFixed: true })),
      'production',
    );
    expect(
      byKind(objects, 'PodDisruptionBudget').spec.selector.matchLabels,
    ).toEqual({
      'app.kubernetes.io/name': 'iris',
      'app.kubernetes.io/part-of': 'llminferenceservice',
      'kserve.io/component': 'workload',
    });
    expect(byKind(objects, 'PodMonitor').spec.podMetricsEndpoints).toEqual([
      { interval: '30s', path: '/metrics', portNumber: 8000 },
    ]);
  });

  it('watches the canary of an LLMInferenceService too, which is another object', () => {
    const objects = renderEnvironment(
      declarationOf(
        { ...llm, isRouted: true },
        threeEnvironments({
          isFixed: true,
          staging: { canary, isMonitored: true },
        }),
      ),
      'staging',
    );
    expect(byKind(objects, 'PodMonitor').spec.selector).toMatchObject({
      matchExpressions: [
        {
          key: 'app.kubernetes.io/name',
          operator: 'In',
          values: ['iris', 'iris-canary'],
        },
      ],
    });
  });

  it('leaves a Deployment’s budget and monitor to the Deployment', () => {
    const kinds = renderEnvironment(
      declarationOf(deployment),
      'production',
    ).map(({ kind }) => kind);
    expect(kinds.filter(kind => kind === 'PodDisruptionBudget')).toHaveLength(
      1,
    );
    expect(kinds).toContain('ServiceMonitor');
    expect(kinds).not.toContain('PodMonitor');
  });

  describe('the synthetic load', () => {
    const host = (service: string) =>
      `http://${service}.$(NAMESPACE).svc.cluster.local`;

    it.each([
      [inferenceService, `${host('iris-predictor')}/v1/models/iris`],
      [
        { ...inferenceService, protocolVersion: 'v2' as const },
        `${host('iris-predictor')}/v2/models/iris/ready`,
      ],
      [llm, `${host('iris-kserve-workload-svc')}:8000/health`],
      [deployment, `${host('iris')}/healthz/ready`],
    ])('asks for the health of what serves: case %#', (serving, url) => {
      expect(variablesOf(jobOf(serving)).URL).toBe(url);
    });

    it('sends a body as it is, also where Kubernetes would see a variable', () => {
      expect(
        variablesOf(
          jobOf(inferenceService, {
            path: '/v1/models/iris:predict',
            body: '{"instances": ["$(NAMESPACE)"]}',
          }),
        ),
      ).toMatchObject({
        URL: `${host('iris-predictor')}/v1/models/iris:predict`,
        BODY: '{"instances": ["$$(NAMESPACE)"]}',
        REQUESTS_PER_SECOND: '5',
        SECONDS_TO_RUN: '60',
      });
    });

    it('is another one for each version, so that each rollout is under load', () => {
      expect(
        jobOf(inferenceService).spec.template.metadata.annotations,
      ).toEqual({ 'waybill.dev/version': '1.0.0' });
    });

    it('may be replaced by whoever applies it', () => {
      expect(jobOf(inferenceService).metadata.annotations).toEqual({
        'kustomize.toolkit.fluxcd.io/force': 'Enabled',
        'argocd.argoproj.io/sync-options': 'Force=true,Replace=true',
      });
      expect(jobOf(inferenceService, {}, 'helm').metadata.annotations).toEqual({
        'helm.sh/hook': 'post-install,post-upgrade',
        'helm.sh/hook-delete-policy': 'before-hook-creation',
      });
    });

    it('ends, and runs with no rights', () => {
      const { spec } = jobOf(inferenceService);
      expect(spec.activeDeadlineSeconds).toBe(180);
      expect(spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
      });
    });
  });
});
