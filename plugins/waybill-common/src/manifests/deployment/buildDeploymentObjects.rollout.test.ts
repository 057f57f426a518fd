import type { DeploymentSpec } from '../declaration';
import {
  CANARY_DIGEST,
  FULL_PROFILE,
  HTTP_ROUTE,
  INGRESS,
  REFERENCE,
} from './__testUtils__/deploymentInput';
import { build, find, kindsOf } from './__testUtils__/builtObjects';
import type { Changes } from './__testUtils__/refusal';

describe('buildDeploymentObjects', () => {
  describe('replicas', () => {
    const replicasOf = (profile: Changes['profile']) => {
      const objects = build({ profile });
      return {
        replicas: (find(objects, 'Deployment').spec as { replicas?: number })
          .replicas,
        scalers: kindsOf(objects).filter(kind => !/^(Depl|Serv)/.test(kind)),
      };
    };
    const resources = { requests: { cpu: '1', memory: '1Gi' } };

    it('are declared where nothing scales', () => {
      expect(replicasOf({ replicas: { min: 3 } })).toEqual({
        replicas: 3,
        scalers: [],
      });
      expect(
        replicasOf({ replicas: { min: 2 }, autoscaling: { class: 'none' } }),
      ).toEqual({ replicas: 2, scalers: [] });
    });

    it('are left to an autoscaler, also where only their bounds are declared', () => {
      expect(replicasOf({ replicas: { min: 1, max: 3 }, resources })).toEqual({
        replicas: undefined,
        scalers: ['HorizontalPodAutoscaler/iris'],
      });
      expect(
        replicasOf({
          replicas: { min: 1, max: 3 },
          resources,
          autoscaling: { class: 'keda' },
        }),
      ).toEqual({ replicas: undefined, scalers: ['ScaledObject/iris'] });
    });

    it('follow the measure that is declared', () => {
      const objects = build({
        profile: {
          replicas: { min: 1, max: 3 },
          resources,
          autoscaling: { class: 'hpa', metric: 'memory', target: 60 },
        },
      });
      expect(find(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({
        minReplicas: 1,
        maxReplicas: 3,
        metrics: [
          {
            type: 'Resource',
            resource: {
              name: 'memory',
              target: { type: 'Utilization', averageUtilization: 60 },
            },
          },
        ],
      });
    });
  });

  describe('the route', () => {
    const route = (serving: Partial<DeploymentSpec>, profile = {}) =>
      build({ serving, profile });

    it('is an Ingress', () => {
      expect(find(route({ route: INGRESS }), 'Ingress').spec).toMatchObject({
        ingressClassName: 'nginx',
        tls: [{ hosts: ['iris.example.com'], secretName: 'iris-tls' }],
        rules: [
          {
            host: 'iris.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: {
                    service: { name: 'iris', port: { name: 'http' } },
                  },
                },
              ],
            },
          },
        ],
      });
    });

    it('shares the traffic with the canaries', () => {
      const further = `sha256:${'5'.repeat(64)}`;
      const objects = route(
        { route: HTTP_ROUTE },
        {
          ...FULL_PROFILE,
          furtherCanaries: [
            { trafficPercent: 5, version: '1.2.0-rc.1', digest: further },
          ],
        },
      );
      expect(find(objects, 'HTTPRoute').spec).toMatchObject({
        parentRefs: [{ name: 'public', namespace: 'gateways' }],
        hostnames: ['iris.example.com'],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/v1' } }],
            backendRefs: [
              { name: 'iris', port: 80, weight: 85 },
              { name: 'iris-canary', port: 80, weight: 10 },
              { name: 'iris-canary-2', port: 80, weight: 5 },
            ],
          },
        ],
      });
      const digests = ['iris', 'iris-canary', 'iris-canary-2'].map(
        name =>
          find(objects, 'Deployment', name).metadata.annotations?.[
            'waybill.dev/model'
          ],
      );
      expect(digests).toEqual([
        REFERENCE,
        `r.example/models/iris@${CANARY_DIGEST}`,
        `r.example/models/iris@${further}`,
      ]);
    });

    it('leads the stable Service past the canary', () => {
      const objects = route({ route: HTTP_ROUTE }, FULL_PROFILE);
      const selectorOf = (name: string) =>
        (find(objects, 'Service', name).spec as { selector: object }).selector;
      expect(selectorOf('iris')).toEqual({
        'app.kubernetes.io/name': 'iris',
        'app.kubernetes.io/instance': 'iris',
      });
      expect(selectorOf('iris-canary')).toEqual({
        'app.kubernetes.io/name': 'iris',
        'app.kubernetes.io/instance': 'iris-canary',
      });
      expect(find(objects, 'Deployment', 'iris-canary').spec).toMatchObject({
        replicas: 1,
        selector: { matchLabels: selectorOf('iris-canary') },
      });
    });
  });
});
