import type { ServingKind } from '../../declaration';
import { LABEL_KUBERNETES_ID } from '../../kserve';

const LLM_NAME = 'app.kubernetes.io/name';

export type KserveKind = Exclude<ServingKind, 'Deployment'>;

/** Labels that KServe v0.20 gives the pods that answer for a model, in all its modes and with a canary too. */
export function podLabels(
  name: string,
  kind: KserveKind,
): Record<string, string> {
  return kind === 'InferenceService'
    ? { 'serving.kserve.io/inferenceservice': name, component: 'predictor' }
    : {
        [LLM_NAME]: name,
        'app.kubernetes.io/part-of': 'llminferenceservice',
        'kserve.io/component': 'workload',
      };
}

/** By which Backstage's Kubernetes plugin finds what belongs to the model. */
export function entityLabels(name: string): Record<string, string> {
  return { [LABEL_KUBERNETES_ID]: name };
}

/** The pods of all serving objects of a model. */
export function podSelector(
  name: string,
  kind: KserveKind,
  servingNames: readonly string[],
): object {
  const labels = podLabels(name, kind);
  if (kind === 'InferenceService' || servingNames.length < 2) {
    return { matchLabels: labels };
  }
  const { [LLM_NAME]: _, ...shared } = labels;
  return {
    matchLabels: shared,
    matchExpressions: [{ key: LLM_NAME, operator: 'In', values: servingNames }],
  };
}
