import {
  PROFILE_PRESETS,
  type AutoscalingProfile,
  type CanaryProfile,
  type DeclarationForm,
  type EnvironmentProfile,
  type ModelDeclaration,
  type ProfilePreset,
} from '@waybill/backstage-plugin-waybill-common';
import { SERVINGS, type ServingChoice } from './servings';

/** One declaration of the matrix: its environments share everything but their profile's preset. */
export interface Combination {
  /** To name it in a failure, and its folder. */
  readonly id: string;
  readonly serving: ServingChoice;
  readonly scaling: string;
  readonly canary: string;
  readonly form: DeclarationForm;
  readonly declaration: ModelDeclaration;
}

export const MODEL_NAME = 'iris';
export const ENVIRONMENTS = ['dev', 'staging', 'production'] as const;
export const FORMS: readonly DeclarationForm[] = ['kustomize', 'helm'];

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

export const PACKAGE = {
  repository: 'registry.example.com/models/iris',
  version: '1.0.0',
  digest: digest('1'),
};

const SCALINGS: Readonly<Record<string, AutoscalingProfile | undefined>> = {
  'bounds only': undefined,
  hpa: { class: 'hpa', metric: 'cpu', target: 70 },
  'keda, cpu': { class: 'keda', metric: 'cpu', target: 70 },
  'keda, rps': {
    class: 'keda',
    metric: 'rps',
    target: 20,
    prometheus: {
      serverAddress: 'http://prometheus.monitoring:9090',
      query: 'sum(rate(http_requests_total{service="iris"}[2m]))',
    },
  },
  kpa: { class: 'kpa', metric: 'concurrency', target: 10 },
  none: { class: 'none' },
};

const first: CanaryProfile = {
  trafficPercent: 10,
  version: '1.1.0',
  digest: digest('2'),
};
const second: CanaryProfile = {
  trafficPercent: 5,
  version: '1.2.0-rc.1',
  digest: digest('3'),
};

const CANARIES: Readonly<
  Record<string, Pick<EnvironmentProfile, 'canary' | 'furtherCanaries'>>
> = {
  none: {},
  one: { canary: first },
  two: { canary: first, furtherCanaries: [second] },
};

/** Every combination of what can be declared of a model. */
export function listCombinations(): Combination[] {
  return SERVINGS.flatMap((serving, index) =>
    Object.entries(SCALINGS).flatMap(([scaling, autoscaling]) =>
      Object.entries(CANARIES).flatMap(([canary, canaries]) =>
        FORMS.map(form => ({
          id: [index, scaling, canary, form]
            .join('-')
            .replace(/[^a-z0-9]+/g, '-'),
          serving,
          scaling,
          canary,
          form,
          declaration: {
            name: MODEL_NAME,
            package: {
              ...PACKAGE,
              ...(serving.format && { format: serving.format }),
            },
            serving: serving.serving,
            form,
            environments: ENVIRONMENTS.map(name => ({
              name,
              namespace: name,
              profile: {
                ...presetOf(name, serving, autoscaling),
                ...canaries,
              },
            })),
          },
        })),
      ),
    ),
  );
}

/** What comes with Waybill for the environment, with room to scale where something scales. */
function presetOf(
  name: (typeof ENVIRONMENTS)[number],
  { needsGpu }: ServingChoice,
  autoscaling: AutoscalingProfile | undefined,
): EnvironmentProfile {
  const preset: ProfilePreset = needsGpu ? `${name}-gpu` : name;
  const { autoscaling: _own, ...profile } = PROFILE_PRESETS[preset];
  const min = profile.replicas?.min ?? 1;
  const isFixed = autoscaling?.class === 'none';
  return {
    ...profile,
    replicas: { min, max: isFixed ? min : min + 4 },
    ...(autoscaling && { autoscaling }),
  };
}
