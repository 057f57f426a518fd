/** Holds what is written against the schemas of the kinds, as an API server would in strict mode. */
import Ajv from 'ajv';
import type { KubernetesManifest } from '../kubernetes';
import schemas from './__fixtures__/schemas.json';
import {
  deploymentInput,
  DELIVERIES,
  FULL_PROFILE,
  HTTP_ROUTE,
  INGRESS,
} from './__testUtils__/deploymentInput';
import { buildDeploymentObjects } from './buildDeploymentObjects';

const ajv = new Ajv({ strict: false, validateFormats: false });
const checks = new Map(
  Object.entries(schemas.kinds).map(([kind, schema]) => [
    kind,
    ajv.compile({ ...schema, definitions: schemas.definitions }),
  ]),
);

function errorsOf(object: KubernetesManifest): unknown[] {
  const check = checks.get(object.kind);
  if (!check) throw new Error(`There is no schema of ${object.kind}`);
  check(object);
  return (check.errors ?? []).map(error => ({
    kind: object.kind,
    path: error.instancePath,
    message: error.message,
    params: error.params,
  }));
}

const deliveries = Object.keys(DELIVERIES) as (keyof typeof DELIVERIES)[];
const { canary: _canary, ...withoutCanary } = FULL_PROFILE;

describe('the schemas of Kubernetes', () => {
  it.each(deliveries)(
    'accept the base and the smallest one by %s',
    delivery => {
      const input = deploymentInput({ delivery });
      expect(
        [
          ...buildDeploymentObjects({ ...input, package: undefined }),
          ...buildDeploymentObjects(input),
        ].flatMap(errorsOf),
      ).toEqual([]);
    },
  );

  it.each(deliveries)('accept all that can be declared by %s', delivery => {
    const objects = [
      ...buildDeploymentObjects(
        deploymentInput({
          delivery,
          serving: {
            route: HTTP_ROUTE,
            command: ['python'],
            args: ['-m', 'server'],
            env: { A: 'b' },
            serviceAccountName: 'models',
            imagePullSecrets: ['registry'],
          },
          profile: FULL_PROFILE,
        }),
      ),
      ...buildDeploymentObjects(
        deploymentInput({
          delivery,
          serving: { route: INGRESS },
          profile: {
            ...withoutCanary,
            disruptionBudget: { maxUnavailable: '50%' },
            autoscaling: {
              class: 'keda',
              metric: 'rps',
              target: 20,
              prometheus: {
                serverAddress: 'http://prometheus.monitoring:9090',
                query: 'sum(rate(http_requests_total[2m]))',
              },
            },
          },
        }),
      ),
      ...buildDeploymentObjects(
        deploymentInput({
          delivery,
          profile: {
            ...withoutCanary,
            autoscaling: { class: 'keda', metric: 'memory' },
          },
        }),
      ),
    ];
    expect(new Set(objects.map(({ kind }) => kind))).toEqual(
      new Set(Object.keys(schemas.kinds)),
    );
    expect(objects.flatMap(errorsOf)).toEqual([]);
  });

  it('refuse a field that they do not know', () => {
    const [deployment] = buildDeploymentObjects(deploymentInput());
    expect(
      errorsOf({
        ...deployment,
        spec: { ...(deployment.spec as object), replica: 1 },
      }),
    ).toEqual([
      {
        kind: 'Deployment',
        path: '/spec',
        message: 'must NOT have additional properties',
        params: { additionalProperty: 'replica' },
      },
    ]);
  });
});
