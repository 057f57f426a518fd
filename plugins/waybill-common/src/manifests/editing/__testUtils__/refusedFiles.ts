import {
  BASE,
  IRIS,
  OLD,
  overlay,
  OWN_LAYOUT,
  pin,
  type Repository,
} from './repositories';

/** A repository in which the version of an environment cannot be changed. */
export interface RefusedFiles {
  /** What is wrong, for the table. */
  readonly title: string;
  readonly files: Repository;
  readonly code: string;
  /** `path:line` */
  readonly at?: string;
}

const DEV = 'deploy/environments/dev/model.yaml';
const KUSTOMIZATION = 'deploy/environments/dev/kustomization.yaml';

const changed = (change: Repository): Repository => ({
  ...OWN_LAYOUT,
  ...change,
});

const dev = (kustomization: string): Repository => ({
  ...BASE,
  [KUSTOMIZATION]: kustomization,
});

const flux = (spec: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: iris, namespace: flux-system}
spec:
${spec}`;

export const REFUSED_YAML: readonly RefusedFiles[] = [
  {
    title: 'a tab indents a line',
    files: changed({ [DEV]: pin().replace('    model:', '\tmodel:') }),
    code: 'YAML_TABS',
    at: `${DEV}:9`,
  },
  {
    title: 'a key twice in one map',
    files: changed({
      [DEV]: `${pin()}      storageUri: oci://${IRIS}@${OLD}\n`,
    }),
    code: 'YAML_DUPLICATE_KEY',
    at: `${DEV}:11`,
  },
  {
    title: 'a bracket that is never closed',
    files: changed({ [DEV]: `${pin()}---\nkind: [\n` }),
    code: 'YAML_NOT_VALID',
    at: `${DEV}:13`,
  },
  {
    title: 'Helm braces where YAML wants a value',
    files: changed({
      [DEV]: pin().replace('predictor:', '{{- if .Values.a }}\n  predictor:'),
    }),
    code: 'TEMPLATED_VALUE',
    at: `${DEV}:8`,
  },
  {
    title: 'Helm braces in the address of the model',
    files: changed({ [DEV]: pin(`"oci://${IRIS}@{{ .Values.digest }}"`) }),
    code: 'TEMPLATED_VALUE',
    at: `${DEV}:10`,
  },
  {
    title: 'an alias repeats the part with the model',
    files: changed({
      [DEV]: `${pin().replace(
        'predictor:',
        'predictor: &predictor',
      )}  transformer: *predictor\n`,
    }),
    code: 'SHARED_VALUE',
    at: `${DEV}:11`,
  },
  {
    title: 'an alias before its anchor',
    files: changed({
      [DEV]: `${pin(
        `&uri oci://${IRIS}@${OLD}`,
      )}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n`.replace(
        'waybill.dev/version:',
        'example.com/model: *uri\n    waybill.dev/version:',
      ),
    }),
    code: 'YAML_NOT_VALID',
    at: `${DEV}:6`,
  },
  {
    title: 'the address has an anchor that something else uses',
    files: changed({
      [DEV]: `${pin(
        `&uri oci://${IRIS}@${OLD}`,
      )}  # as the server reports it\n      runtimeVersion: *uri\n`,
    }),
    code: 'SHARED_VALUE',
    at: `${DEV}:10`,
  },
  {
    title: 'a merge key brings the model in',
    files: changed({
      [DEV]: `${pin().replace(
        'spec:\n  predictor:\n    model:',
        'x: &model',
      )}spec:\n  predictor:\n    model:\n      <<: *model\n`,
    }),
    code: 'SHARED_VALUE',
    at: `${DEV}:12`,
  },
  {
    title: 'aliases that unfold without end',
    files: changed({ [DEV]: `${pin()}---\n${aliasBomb()}` }),
    code: 'YAML_ALIASES',
    at: `${DEV}:12`,
  },
  {
    title: 'a thousand lists within each other',
    files: changed({
      [DEV]: `${pin()}deep: ${'['.repeat(1_000)}${']'.repeat(1_000)}\n`,
    }),
    code: 'YAML_TOO_DEEP',
    at: `${DEV}:11`,
  },
  {
    title: 'a hundred maps within each other',
    files: changed({
      [DEV]: `${pin()}${Array.from(
        { length: 100 },
        (_, at) => `${' '.repeat(at)}a:\n`,
      ).join('')}`,
    }),
    code: 'YAML_TOO_DEEP',
    at: `${DEV}:76`,
  },
  {
    title: 'a file of more than a million characters',
    files: changed({ [DEV]: `${pin()}${'# long\n'.repeat(150_000)}` }),
    code: 'YAML_TOO_LARGE',
    at: `${DEV}:undefined`,
  },
  {
    title: 'the address folded over two lines',
    files: changed({ [DEV]: pin(`>-\n        oci://${IRIS}@${OLD}`) }),
    code: 'FORM_NOT_SUPPORTED',
    at: `${DEV}:10`,
  },
  {
    title: 'a patch in a text with escapes',
    files: dev(
      `resources: [../../base]\npatches:\n  - target: {kind: InferenceService}\n    patch: "- op: add\\n  path: /spec/predictor/model/storageUri\\n  value: oci://${IRIS}@${OLD}"\n`,
    ),
    code: 'FORM_NOT_SUPPORTED',
    at: `${KUSTOMIZATION}:4`,
  },
];

export const REFUSED_LAYOUTS: readonly RefusedFiles[] = [
  {
    title: 'all environments take the model from the base',
    files: {
      ...OWN_LAYOUT,
      'deploy/base/model.yaml': pin(),
      ...Object.fromEntries(
        ['dev', 'staging', 'production'].map(name => [
          `deploy/environments/${name}/kustomization.yaml`,
          'resources: [../../base]\n',
        ]),
      ),
    },
    code: 'SHARED_VALUE',
    at: 'deploy/base/model.yaml:10',
  },
  {
    title: 'Applications of one ApplicationSet share the model',
    files: {
      'apps/model.yaml': pin(),
      'apps/kustomization.yaml': 'resources: [model.yaml]\n',
      'argocd/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: iris}
spec:
  generators:
    - list: {elements: [{env: dev}, {env: production}]}
  template:
    metadata: {name: 'iris-{{env}}'}
    spec: {source: {repoURL: x, path: apps}, destination: {namespace: '{{env}}'}}
`,
    },
    code: 'SHARED_VALUE',
    at: 'apps/model.yaml:10',
  },
  {
    title: 'the environment serves the model twice',
    files: changed({
      [DEV]: pin(),
      [KUSTOMIZATION]:
        'resources: [../../base, second.yaml]\npatches: [{path: model.yaml}]\n',
      'deploy/environments/dev/second.yaml': pin().replace(
        'name: iris',
        'name: iris-second',
      ),
    }),
    code: 'AMBIGUOUS_TARGET',
    at: `${DEV}:10`,
  },
  {
    title: 'no environment of that name',
    files: { ...BASE, ...overlay('production') },
    code: 'ENVIRONMENT_NOT_FOUND',
  },
  {
    title: 'the environment names another model',
    files: changed({
      [DEV]: pin(`oci://registry.example.com/models/rose@${OLD}`),
    }),
    code: 'ENVIRONMENT_NOT_FOUND',
  },
  {
    title: 'a variable that the repository does not fill in',
    files: changed({ [DEV]: pin(`oci://${IRIS}@\${DIGEST}`) }),
    code: 'SUBSTITUTED_VALUE',
    at: `${DEV}:10`,
  },
  {
    title: 'the digest in a Secret',
    files: {
      'apps/iris/model.yaml': pin(`oci://${IRIS}@\${DIGEST}`),
      'clusters/dev/iris.yaml': flux(
        '  path: ./apps/iris\n  sourceRef: {kind: GitRepository, name: a}\n  postBuild: {substituteFrom: [{kind: Secret, name: versions}]}\n',
      ),
    },
    code: 'SUBSTITUTED_VALUE',
    at: 'apps/iris/model.yaml:10',
  },
  {
    title: 'a base in another repository, and no patch of the model',
    files: {
      [KUSTOMIZATION]: `# ${IRIS}\nresources:\n  - https://git.example.com/ml/base//deploy?ref=v1\n`,
    },
    code: 'REMOTE_SOURCE',
    at: `${KUSTOMIZATION}:3`,
  },
  {
    title: 'Flux takes the environment from a registry',
    files: {
      'clusters/dev/iris.yaml': flux(
        `  # ${IRIS}\n  path: ./environments/dev\n  sourceRef: {kind: OCIRepository, name: iris}\n`,
      ),
    },
    code: 'REMOTE_SOURCE',
    at: 'clusters/dev/iris.yaml:7',
  },
  {
    title: 'Argo CD takes the environment from another repository',
    files: {
      'argocd/dev.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: iris-dev}
spec:
  # ${IRIS}
  source:
    repoURL: https://git.example.com/ml/other
    path: nowhere/dev
`,
    },
    code: 'REMOTE_SOURCE',
    at: 'argocd/dev.yaml:7',
  },
  {
    title: 'a Helm chart that kustomize unfolds',
    files: {
      [KUSTOMIZATION]: `# ${IRIS}\nhelmCharts:\n  - name: kserve-model\n    repo: https://charts.example.com\n`,
    },
    code: 'GENERATED_MANIFESTS',
    at: `${KUSTOMIZATION}:3`,
  },
  {
    title: 'a transformer of kustomize',
    files: changed({
      [KUSTOMIZATION]:
        'resources: [../../base]\npatches: [{path: model.yaml}]\ntransformers: [set-image.yaml]\n',
    }),
    code: 'GENERATED_MANIFESTS',
    at: `${KUSTOMIZATION}:3`,
  },
  {
    title: 'a plugin of Argo CD',
    files: {
      ...OWN_LAYOUT,
      'argocd/dev.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: iris-dev}
spec:
  source:
    repoURL: https://git.example.com/ml/iris
    path: deploy/environments/dev
    plugin: {name: cue}
`,
    },
    code: 'GENERATED_MANIFESTS',
    at: 'argocd/dev.yaml:8',
  },
  {
    title: 'an ApplicationSet that asks clusters',
    files: {
      'argocd/dev.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: iris-dev}
spec:
  # ${IRIS}
  generators:
    - clusters: {}
  template: {spec: {source: {path: '{{name}}'}}}
`,
    },
    code: 'GENERATED_MANIFESTS',
    at: 'argocd/dev.yaml:7',
  },
  {
    title: 'a file encrypted with SOPS',
    files: changed({
      [DEV]: `${pin(
        'ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]',
      )}sops:\n  mac: ENC[AES256_GCM,data:YQ==]\n# ${IRIS}\n`,
    }),
    code: 'ENCRYPTED_FILE',
    at: `${DEV}:1`,
  },
  {
    title: 'a resource that is not in the repository',
    files: changed({
      [KUSTOMIZATION]:
        'resources: [../../base, route.yaml]\npatches: [{path: model.yaml}]\n',
    }),
    code: 'PATH_NOT_FOUND',
    at: `${KUSTOMIZATION}:1`,
  },
  {
    title: 'a kustomization that contains itself',
    files: changed({
      [KUSTOMIZATION]:
        'resources: [../../base, ../dev]\npatches: [{path: model.yaml}]\n',
    }),
    code: 'YAML_NOT_VALID',
    at: `${KUSTOMIZATION}:1`,
  },
  {
    title: 'a patch chosen by an expression',
    files: changed({
      [KUSTOMIZATION]: `resources: [../../base]\npatches:\n  - path: model.yaml\n  - target: {name: "(a+)+$"}\n    patch: '[{"op": "remove", "path": "/spec"}]'\n`,
    }),
    code: 'FORM_NOT_SUPPORTED',
    at: `${KUSTOMIZATION}:4`,
  },
];

function aliasBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let at = 1; at < 9; at++) {
    lines.push(`a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}*a${at - 1}]`);
  }
  return `${lines.join('\n')}\n`;
}
