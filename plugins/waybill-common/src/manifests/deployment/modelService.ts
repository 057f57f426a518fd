import type { KubernetesManifest } from '../kubernetes';
import { PORT_NAME } from './probes';
import {
  selectorLabels,
  servingLabels,
  trackName,
  type ServingTrack,
} from './servingLabels';

/** Port of the Service. @internal */
export const SERVICE_PORT = 80;

/** The Service of one track. @internal */
export function buildModelService(
  name: string,
  track: ServingTrack = 'stable',
): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: trackName(name, track),
      labels: servingLabels(name, track),
    },
    spec: {
      type: 'ClusterIP',
      selector: selectorLabels(name, track),
      ports: [
        {
          name: PORT_NAME,
          port: SERVICE_PORT,
          targetPort: PORT_NAME,
          protocol: 'TCP',
          appProtocol: 'http',
        },
      ],
    },
  };
}
