import type { KubernetesManifest } from '../../kubernetes';
import { entityLabels, type KserveKind, podSelector } from './servingPods';

const POD_ANNOTATION = '__meta_kubernetes_pod_annotation_prometheus_kserve_io';

/**
 * Has Prometheus read the metrics of a model's pods (`monitoring.coreos.com/v1` of the Prometheus operator). A
 * PodMonitor, because Knative's Services do not lead to the pods' own port.
 */
export function buildPodMonitor(
  name: string,
  kind: KserveKind,
  /** Names of all serving objects of the model: the canary of an LLMInferenceService is another one. */
  servingNames: readonly string[],
): KubernetesManifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, labels: entityLabels(name) },
    spec: {
      selector: podSelector(name, kind, servingNames),
      podMetricsEndpoints: [
        kind === 'InferenceService' ? annotatedEndpoint() : vllmEndpoint(),
      ],
    },
  };
}

/** Runtimes listen on different ports: KServe writes port and path of each on its pods. */
function annotatedEndpoint(): object {
  return {
    interval: '30s',
    relabelings: [
      {
        action: 'keep',
        sourceLabels: ['__meta_kubernetes_pod_container_name'],
        regex: 'kserve-container',
      },
      {
        action: 'replace',
        sourceLabels: ['__address__', `${POD_ANNOTATION}_port`],
        regex: '([^:]+)(?::\\d+)?;(\\d+)',
        replacement: '$1:$2',
        targetLabel: '__address__',
      },
      {
        action: 'replace',
        sourceLabels: [`${POD_ANNOTATION}_path`],
        regex: '(.+)',
        targetLabel: '__metrics_path__',
      },
    ],
  };
}

/** KServe's own templates of LLMInferenceService all listen there. */
function vllmEndpoint(): object {
  return { interval: '30s', path: '/metrics', portNumber: 8000 };
}
