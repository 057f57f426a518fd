import {
  listKserveProblems,
  type EnvironmentProfile,
  type InferenceServiceSpec,
  type ManifestErrorCode,
} from '@waybill/backstage-plugin-waybill-common';
import type { KubernetesManifest } from '../../../controlPlane';
import { expect, type Check } from '../../check';
import { kubectlOf, untilObject, type ClusterPlace } from './ClusterPlace';
import { digestOf } from './declaredModels';

const NAMESPACE = 'dev';
const URI = 's3://bucket/model';

interface Refusal {
  readonly what: string;
  readonly serving?: Partial<InferenceServiceSpec>;
  readonly profile?: EnvironmentProfile;
  /** What Waybill says of it. */
  readonly code: ManifestErrorCode;
  /** What somebody would write by hand. */
  readonly predictor?: object;
  readonly model?: object;
  readonly spec?: object;
  readonly annotations?: Readonly<Record<string, string>>;
  /** What the real KServe says: its webhook, or the status of an object that never becomes ready. */
  readonly refusedByWebhook?: RegExp;
  readonly saidInStatus?: RegExp;
}

const CLASS = 'serving.kserve.io/autoscalerClass';
const CANARY = {
  trafficPercent: 60,
  version: '1.1.0',
  digest: digestOf('1.1.0'),
};
const canaryPredictor = (name: string) => ({
  trafficPercent: 60,
  predictor: {
    name,
    model: { modelFormat: { name: 'sklearn' }, storageUri: URI },
  },
});

const REFUSALS: readonly Refusal[] = [
  {
    what: 'an autoscaler of Knative in Standard mode',
    profile: { autoscaling: { class: 'kpa' } },
    code: 'CONFLICT',
    annotations: { [CLASS]: 'kpa' },
    refusedByWebhook: /not a supported autoscaler class/,
  },
  {
    what: 'a metric that an HPA does not know',
    profile: { autoscaling: { class: 'hpa', metric: 'rps', target: 5 } },
    code: 'INVALID_VALUE',
    annotations: { [CLASS]: 'hpa' },
    predictor: { scaleMetric: 'rps', scaleTarget: 5 },
    refusedByWebhook: /not a supported metric/,
  },
  {
    what: 'canaries of more than everything',
    profile: { canary: CANARY, furtherCanaries: [CANARY] },
    code: 'CONFLICT',
    spec: { canary: [canaryPredictor('a'), canaryPredictor('b')] },
    refusedByWebhook: /must be <= 100/,
  },
  {
    what: 'a variable that KServe keeps to itself',
    profile: { env: { PYTHONPATH: '/x' } },
    code: 'CONFLICT',
    model: { env: [{ name: 'PYTHONPATH', value: '/x' }] },
    refusedByWebhook: /PYTHONPATH/,
  },
  {
    what: 'fewer replicas at most than at least',
    profile: { replicas: { min: 3, max: 2 } },
    code: 'CONFLICT',
    predictor: { minReplicas: 3, maxReplicas: 2 },
    refusedByWebhook: /MinReplicas/,
  },
  {
    what: 'a request beyond the limit of the runtime',
    profile: { resources: { requests: { cpu: '4' } } },
    code: 'MISSING',
    model: { resources: { requests: { cpu: '4' } } },
    saidInStatus: /must be less than or equal to cpu limit/,
  },
  {
    what: 'a runtime that nobody has',
    serving: { runtime: 'kserve-tea' },
    code: 'UNKNOWN_RUNTIME',
    model: { runtime: 'kserve-tea' },
    saidInStatus: /RuntimeNotRecognized/,
  },
  {
    what: 'a format that nobody serves',
    serving: { modelFormat: { name: 'tea' } },
    code: 'UNKNOWN_FORMAT',
    model: { modelFormat: { name: 'tea' } },
    saidInStatus: /NoSupportingRuntime/,
  },
  {
    what: 'a format whose runtimes speak another protocol',
    serving: { modelFormat: { name: 'mlflow' } },
    code: 'UNKNOWN_RUNTIME',
    model: { modelFormat: { name: 'mlflow' } },
    saidInStatus: /NoSupportingRuntime/,
  },
];

/** What Waybill refuses the real KServe refuses as well, or waits for it for ever. */
export function refusalChecks(place: ClusterPlace): Check[] {
  return REFUSALS.map((refusal, index) => ({
    name: `KServe does not serve ${refusal.what}, and Waybill says so before`,
    run: async () => {
      expectForetold(refusal);
      const name = `refused-${index}`;
      const result = await kubectlOf(place).attempt(
        ['apply', '--server-side', '-f', '-'],
        { input: JSON.stringify(objectOf(name, refusal)) },
      );
      const { refusedByWebhook, saidInStatus = /^$/ } = refusal;
      if (refusedByWebhook) {
        expect(
          result.exitCode !== 0 && refusedByWebhook.test(result.stderr),
          `KServe's webhook says: ${result.stderr || 'nothing'}`,
        );
        return;
      }
      expect(result.exitCode === 0, result.stderr);
      await untilObject(
        place,
        { kind: 'InferenceService', name, namespace: NAMESPACE },
        `says ${saidInStatus.source}`,
        ({ status }) => saidInStatus.test(JSON.stringify(status ?? {})),
      );
    },
  }));
}

function expectForetold({ serving, profile = {}, code }: Refusal): void {
  const problems = listKserveProblems({
    name: 'refused',
    serving: {
      kind: 'InferenceService',
      deploymentMode: 'Standard',
      modelFormat: { name: 'sklearn' },
      storage: { scheme: 'oci' },
      ...serving,
    },
    profile,
  });
  expect(
    problems.some(problem => problem.code === code),
    `Waybill says only ${JSON.stringify(problems)}`,
  );
}

function objectOf(name: string, refusal: Refusal): KubernetesManifest {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      namespace: NAMESPACE,
      annotations: {
        'serving.kserve.io/deploymentMode': 'Standard',
        ...refusal.annotations,
      },
    },
    spec: {
      predictor: {
        ...refusal.predictor,
        model: {
          modelFormat: { name: 'sklearn' },
          storageUri: URI,
          ...refusal.model,
        },
      },
      ...refusal.spec,
    },
  };
}
