import type { FileTree } from '../artifacts/FileTree';
import { buildKustomization, KustomizeError } from '.';

function tree(files: Record<string, string>): FileTree {
  return new Map(
    Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]),
  );
}

const configMap = (name: string, extra = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${extra}}\ndata: {a: "1"}\n`;
const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: server, image: "server:1", env: [{name: A, value: "1"}]}]
`;
const service = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: iris, annotations: {a: "1"}}
spec: {predictor: {model: {modelFormat: {name: sklearn}, args: [x]}}}
`;

const ids = (files: FileTree, folder = '') =>
  buildKustomization(files, folder).map(({ kind, metadata }) =>
    [kind, metadata.namespace, metadata.name].filter(Boolean).join('/'),
  );

describe('buildKustomization', () => {
  it('builds an overlay as the ship job writes it', () => {
    const files = tree({
      'base/kustomization.yaml': 'resources: [inference-service.yaml]',
      'base/inference-service.yaml': service,
      'environments/dev/kustomization.yaml':
        'namespace: models\nresources: [../../base]\npatches: [{path: inference-service.yaml}]',
      'environments/dev/inference-service.yaml':
        'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: iris, annotations: {b: "2"}}\nspec: {predictor: {model: {storageUri: "oci://x"}}}',
    });
    expect(buildKustomization(files, 'environments/dev')).toEqual([
      {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: {
          name: 'iris',
          namespace: 'models',
          annotations: { a: '1', b: '2' },
        },
        spec: {
          predictor: {
            model: {
              modelFormat: { name: 'sklearn' },
              args: ['x'],
              storageUri: 'oci://x',
            },
          },
        },
      },
    ]);
  });

  describe('without a kustomization file', () => {
    it('takes every manifest below, and builds folders that have a file of their own', () => {
      const files = tree({
        'a.yaml': configMap('a'),
        'sub/b.yml': `${configMap('b1')}---\n${configMap('b2')}`,
        'built/kustomization.yaml': 'namePrefix: x-\nresources: [c.yaml]',
        'built/c.yaml': configMap('c'),
        'built/ignored.yaml': configMap('ignored'),
        '.hidden/d.yaml': configMap('d'),
        'README.md': 'no manifest',
      });
      expect(ids(files)).toEqual([
        'ConfigMap/a',
        'ConfigMap/x-c',
        'ConfigMap/b1',
        'ConfigMap/b2',
      ]);
    });

    it('refuses a file that holds no object', () => {
      expect(() => ids(tree({ 'a.yaml': 'x: 1' }))).toThrow(
        'failed to decode Kubernetes YAML from a.yaml',
      );
    });
  });

  describe('patches', () => {
    const build = (patches: string, resources = `${web}---\n${service}`) =>
      buildKustomization(
        tree({
          'kustomization.yaml': `resources: [all.yaml]\npatches:\n${patches}`,
          'all.yaml': resources,
        }),
        '',
      );

    it('merge lists of built-in kinds by key, their own items first, and replace those of custom resources', () => {
      const [deployment, isvc] = build(`
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: server, env: [{name: B, value: "2"}]}]}}}
- patch: |
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata: {name: iris}
    spec: {predictor: {model: {args: [y], modelFormat: null}}}
`);
      expect(deployment).toMatchObject({
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'server',
                  image: 'server:1',
                  env: [{ name: 'B' }, { name: 'A' }],
                },
              ],
            },
          },
        },
      });
      expect(isvc.spec).toEqual({ predictor: { model: { args: ['y'] } } });
    });

    it.each([
      ['a kind', '{kind: Deployment}', ['web']],
      ['a pattern of names', '{name: i.*}', ['iris']],
      ['a name as a whole', '{name: i}', []],
      ['labels', '{labelSelector: app=web}', ['web']],
      ['a group', '{group: serving.kserve.io}', ['iris']],
      ['everything', '{}', ['web', 'iris']],
    ])('choose by %s', (_, target, expected) => {
      const built = build(
        `- target: ${target}\n  patch: '[{op: add, path: /metadata/labels, value: {hit: "1"}}]'\n`,
      );
      const hit = built.filter(({ metadata }) => metadata.labels?.hit);
      expect(hit.map(({ metadata }) => metadata.name)).toEqual(expected);
    });

    it('delete by directive', () => {
      const built = build(
        `- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    $patch: delete\n`,
      );
      expect(built.map(({ kind }) => kind)).toEqual(['InferenceService']);
    });

    it('keep name and kind', () => {
      const [deployment] = build(
        `- target: {kind: Deployment}\n  patch: |\n    apiVersion: x/v1\n    kind: Other\n    metadata: {name: other, labels: {hit: "1"}}\n`,
      );
      expect(deployment).toMatchObject({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', labels: { hit: '1' } },
      });
    });

    it.each([
      [
        'that hit nothing',
        '- patch: "{apiVersion: v1, kind: Pod, metadata: {name: x}}"',
        'no resource matches strategic merge patch',
      ],
      [
        'of JSON without target',
        "- patch: '[{op: remove, path: /x}]'",
        'must specify a target for JSON patch',
      ],
      [
        'of JSON that fail',
        "- target: {kind: Deployment}\n  patch: '[{op: remove, path: /none}]'",
        'failed to apply JSON patch',
      ],
      [
        'from a file that is not there',
        '- path: none.yaml',
        "'none.yaml' doesn't exist",
      ],
    ])('%s are refused', (_, patches, message) => {
      expect(() => build(patches)).toThrow(message);
    });
  });

  it('transforms names, labels, annotations and images', () => {
    const files = tree({
      'kustomization.yaml': `
resources: [web.yaml, ns.yaml]
namespace: models
namePrefix: a-
nameSuffix: -z
labels: [{pairs: {team: ml}, includeTemplates: true}]
commonLabels: {env: dev}
commonAnnotations: {note: x}
images: [{name: server, newName: registry.example.com/server, digest: "sha256:1"}]
`,
      'web.yaml': web,
      'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: models}',
    });
    expect(buildKustomization(files, '')).toMatchObject([
      {
        metadata: {
          name: 'a-web-z',
          namespace: 'models',
          labels: { app: 'web', team: 'ml', env: 'dev' },
          annotations: { note: 'x' },
        },
        spec: {
          selector: { matchLabels: { app: 'web', env: 'dev' } },
          template: {
            metadata: { labels: { app: 'web', team: 'ml', env: 'dev' } },
            spec: {
              containers: [{ image: 'registry.example.com/server@sha256:1' }],
            },
          },
        },
      },
      { kind: 'Namespace', metadata: { name: 'models' } },
    ]);
  });

  it('lets Flux add its own fields', () => {
    const files = tree({
      'kustomization.yaml': 'namespace: own\nresources: [a.yaml]',
      'a.yaml': configMap('a'),
    });
    expect(
      buildKustomization(files, '', { namespace: 'target', namePrefix: 'p-' }),
    ).toMatchObject([{ metadata: { name: 'p-a', namespace: 'target' } }]);
  });

  it.each([
    [
      'a file that is not there',
      { 'kustomization.yaml': 'resources: [none.yaml]' },
      'no such file or directory',
    ],
    [
      'a folder without a kustomization',
      {
        'kustomization.yaml': 'resources: [sub]',
        'sub/a.yaml': configMap('a'),
      },
      'unable to find one of',
    ],
    [
      'a way out of the artifact',
      { 'kustomization.yaml': 'resources: [../../etc]' },
      'security; file',
    ],
    [
      'a URL',
      { 'kustomization.yaml': 'resources: ["https://example.com/x"]' },
      'own files only',
    ],
    [
      'a circle',
      {
        'kustomization.yaml': 'resources: [sub]',
        'sub/kustomization.yaml': 'resources: [../sub]',
      },
      'cycle detected',
    ],
    [
      'an object twice',
      {
        'kustomization.yaml': 'resources: [a.yaml, b.yaml]',
        'a.yaml': configMap('a'),
        'b.yaml': configMap('a'),
      },
      'already registered id',
    ],
    [
      'a field that is not played',
      { 'kustomization.yaml': 'helmCharts: []' },
      'does not play the field helmCharts',
    ],
    [
      'broken YAML',
      { 'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': 'a: [' },
      'MalformedYAMLError',
    ],
  ])('refuses %s', (_, files, message) => {
    expect(() => buildKustomization(tree(files), '')).toThrow(KustomizeError);
    expect(() => buildKustomization(tree(files), '')).toThrow(message);
  });
});
