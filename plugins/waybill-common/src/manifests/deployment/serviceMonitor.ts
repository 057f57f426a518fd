import type { KubernetesManifest } from '../kubernetes';

/**
 * How the Prometheus operator finds the metrics of a model server.
 *
 * @internal
 */
export function buildServiceMonitor(input: {
  readonly name: string;
  /** Labels of the Services whose pods are asked. */
  readonly selector: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the Service's port. */
  readonly port: string;
  readonly path: string;
}): KubernetesManifest {
  const { name, selector, labels, port, path } = input;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name, ...(labels && { labels }) },
    spec: {
      selector: { matchLabels: selector },
      endpoints: [{ port, path, interval: '30s' }],
    },
  };
}
