import type { RouteSpec } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import type { CanaryTrack } from './canaryTracks';
import { SERVICE_PORT } from './modelService';
import { PORT_NAME } from './probes';
import { servingLabels, trackName, type ServingTrack } from './servingLabels';

type HttpRouteSpec = Extract<RouteSpec, { kind: 'HTTPRoute' }>;
type IngressSpec = Extract<RouteSpec, { kind: 'Ingress' }>;

/**
 * How clients from outside come in. The path is not cut off: the server is asked by the same path.
 *
 * @internal
 */
export function buildModelRoute(
  name: string,
  route: RouteSpec | undefined,
  canaries: readonly CanaryTrack[],
): KubernetesManifest[] {
  if (!route) return [];
  return [
    route.kind === 'HTTPRoute'
      ? buildHttpRoute(name, route, canaries)
      : buildIngress(name, route),
  ];
}

function buildHttpRoute(
  name: string,
  { gateway, hostnames, path }: HttpRouteSpec,
  canaries: readonly CanaryTrack[],
): KubernetesManifest {
  const rest = canaries.reduce((sum, its) => sum + its.trafficPercent, 0);
  const backend = (track: ServingTrack, weight?: number) => ({
    name: trackName(name, track),
    port: SERVICE_PORT,
    ...(weight !== undefined && { weight }),
  });
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, labels: servingLabels(name) },
    spec: {
      parentRefs: [
        {
          name: gateway.name,
          ...(gateway.namespace && { namespace: gateway.namespace }),
        },
      ],
      ...(hostnames?.length && { hostnames }),
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path ?? '/' } }],
          backendRefs:
            canaries.length > 0
              ? [
                  backend('stable', 100 - rest),
                  ...canaries.map(({ track, trafficPercent }) =>
                    backend(track, trafficPercent),
                  ),
                ]
              : [backend('stable')],
        },
      ],
    },
  };
}

function buildIngress(
  name: string,
  { className, host, path, tlsSecret }: IngressSpec,
): KubernetesManifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, labels: servingLabels(name) },
    spec: {
      ...(className && { ingressClassName: className }),
      ...(tlsSecret && { tls: [{ hosts: [host], secretName: tlsSecret }] }),
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: path ?? '/',
                pathType: 'Prefix',
                backend: { service: { name, port: { name: PORT_NAME } } },
              },
            ],
          },
        },
      ],
    },
  };
}
