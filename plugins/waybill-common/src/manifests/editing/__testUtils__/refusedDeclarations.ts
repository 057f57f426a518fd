import type { ModelDeclaration } from '../../declaration';
import { IRIS, NEW, OLD } from './repositories';

export const DECLARATION: ModelDeclaration = {
  name: 'iris',
  package: { repository: IRIS, version: '1.0.0', digest: OLD },
  serving: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci' },
  },
  environments: [
    { name: 'dev', namespace: 'dev', profile: {} },
    { name: 'production', namespace: 'production', profile: {} },
  ],
  form: 'kustomize',
};

/** A declaration with one thing wrong. */
export interface RefusedDeclaration {
  readonly title: string;
  readonly declaration: ModelDeclaration;
  readonly code: string;
  readonly field: string;
}

const OTHER = `sha256:${'c'.repeat(64)}`;

const [dev, production] = DECLARATION.environments;

const profiled = (profile: ModelDeclaration['environments'][0]['profile']) => ({
  ...DECLARATION,
  environments: [{ ...dev, profile }, production],
});

const serving = (change: object): ModelDeclaration => ({
  ...DECLARATION,
  serving: { ...DECLARATION.serving, ...change } as never,
});

export const REFUSED_DECLARATIONS: readonly RefusedDeclaration[] = [
  {
    title: 'a name of more characters than KServe leaves room for',
    declaration: { ...DECLARATION, name: 'i'.repeat(64) },
    code: 'INVALID_NAME',
    field: 'name',
  },
  {
    title: 'a name that is no DNS label',
    declaration: { ...DECLARATION, name: 'Iris_Model' },
    code: 'INVALID_NAME',
    field: 'name',
  },
  {
    title: 'a runtime that KServe does not ship',
    declaration: serving({ runtime: 'kserve-sklaernserver' }),
    code: 'UNKNOWN_RUNTIME',
    field: 'serving.runtime',
  },
  {
    title: 'a format that no runtime serves',
    declaration: serving({ modelFormat: { name: 'sklaern' } }),
    code: 'UNKNOWN_FORMAT',
    field: 'serving.modelFormat.name',
  },
  {
    title: 'a GPU requested without a limit',
    declaration: profiled({
      resources: { requests: { 'nvidia.com/gpu': '1' } },
    }),
    code: 'MISSING',
    field: 'environments[0].profile.resources.requests.nvidia.com/gpu',
  },
  {
    title: 'a canary of the version that runs already',
    declaration: profiled({
      canary: { trafficPercent: 10, version: '1.0.0', digest: OLD },
    }),
    code: 'CONFLICT',
    field: 'environments[0].profile.canary.digest',
  },
  {
    title: 'two canaries in Knative mode, which routes to one',
    declaration: {
      ...DECLARATION,
      serving: { ...DECLARATION.serving, deploymentMode: 'Knative' } as never,
      environments: [
        {
          ...dev,
          profile: {
            canary: { trafficPercent: 10, version: '1.1.0', digest: NEW },
            furtherCanaries: [
              { trafficPercent: 10, version: '1.2.0', digest: OTHER },
            ],
          },
        },
      ],
    },
    code: 'IGNORED_FIELD',
    field: 'environments[0].profile.furtherCanaries',
  },
  {
    title: 'a canary of a Deployment that has no route',
    declaration: {
      ...DECLARATION,
      serving: { kind: 'Deployment', delivery: 'image' },
      environments: [
        {
          ...dev,
          profile: {
            canary: { trafficPercent: 10, version: '1.1.0', digest: NEW },
          },
        },
      ],
    },
    code: 'IGNORED_FIELD',
    field: 'environments[0].profile.canary',
  },
  {
    title: 'a tag instead of a digest',
    declaration: {
      ...DECLARATION,
      package: { ...DECLARATION.package, digest: '1.0.0' },
    },
    code: 'NOT_PINNED',
    field: 'package.digest',
  },
  {
    title: 'two environments of one name',
    declaration: { ...DECLARATION, environments: [dev, dev] },
    code: 'CONFLICT',
    field: 'environments[1].name',
  },
  {
    title: 'two environments in one namespace of one cluster',
    declaration: {
      ...DECLARATION,
      environments: [
        { ...dev, cluster: 'a', namespace: 'ml' },
        { ...production, cluster: 'a', namespace: 'ml' },
      ],
    },
    code: 'CONFLICT',
    field: 'environments[1].namespace',
  },
  {
    title: 'no environment',
    declaration: { ...DECLARATION, environments: [] },
    code: 'NO_ENVIRONMENT',
    field: 'environments',
  },
];
