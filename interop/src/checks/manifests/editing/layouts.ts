export const REPOSITORY = 'registry.example.com/models/iris';
export const OLD_DIGEST = `sha256:${'a'.repeat(64)}`;
export const OLD_VERSION = '1.0.0';

/** A repository as another team lays it out. */
export interface Layout {
  readonly name: string;
  /** Folder that kustomize builds for the environment `dev`. */
  readonly dev: string;
  /** Folders of other environments, which must stay as they are. */
  readonly others: readonly string[];
  /** The base tells the version to all of them, so that it stays. */
  readonly isVersionShared?: boolean;
  readonly files: Readonly<Record<string, string>>;
}

const URI = `oci://${REPOSITORY}@${OLD_DIGEST}`;

const service = (storage = '') => `# what all environments share
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  annotations: {waybill.dev/version: "${OLD_VERSION}"}
spec:
  predictor:
    model:
      modelFormat: {name: sklearn}
${storage}`;

const patch = (uri = URI) => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
spec:
  predictor:
    model:
      storageUri: ${uri}   # pinned
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: iris}
spec:
  selector: {matchLabels: {app: iris}}
  template:
    metadata: {labels: {app: iris}}
    spec:
      initContainers:
        - {name: unpack, image: "tools/kit:1.15.0", args: [unpack, "${REPOSITORY}@${OLD_DIGEST}"]}
      containers:
        - {name: sidecar, image: "proxy:1"}
        - name: server
          image: iris-server:dev
      volumes:
        - name: model
          image: {reference: iris-model}
`;

const base = {
  'base/kustomization.yaml': 'resources: [model.yaml]\n',
  'base/model.yaml': service(),
};

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'strategic patches, the later one winning',
    isVersionShared: true,
    dev: 'overlays/dev',
    others: ['overlays/prod'],
    files: {
      ...base,
      'overlays/dev/kustomization.yaml': `resources:\n- ../../base\nnamePrefix: dev-\nnamespace: dev\npatches:\n- path: a.yaml\n- path: b.yaml\n`,
      'overlays/dev/a.yaml': patch('oci://registry.example.com/models/other:1'),
      'overlays/dev/b.yaml': patch(),
      'overlays/prod/kustomization.yaml': `resources: [../../base]\npatches: [{path: a.yaml}]\n`,
      'overlays/prod/a.yaml': patch(),
    },
  },
  {
    name: 'JSON patches, in a file and inline',
    dev: 'overlays/dev',
    others: ['overlays/prod'],
    files: {
      ...base,
      'overlays/dev/kustomization.yaml': `resources: [../../base]
patches:
  - path: first.yaml
    target: {kind: InferenceService, name: ir.*}
  - target: {group: serving.kserve.io, version: v1beta1, kind: InferenceService}
    patch: |-
      - op: replace
        path: /spec/predictor/model/storageUri
        value: "${URI}"
      - {op: replace, path: /metadata/annotations/waybill.dev~1version, value: ${OLD_VERSION}}
`,
      'overlays/dev/first.yaml': `- op: add\n  path: /spec/predictor/model/storageUri\n  value: oci://registry.example.com/a/b:1\n`,
      'overlays/prod/kustomization.yaml': `resources: [../../base]\npatches: [{path: a.yaml}]\n`,
      'overlays/prod/a.yaml': patch(),
    },
  },
  {
    name: 'components, one of which patches what another adds',
    dev: 'overlays/dev',
    others: [],
    files: {
      'components/serve/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [model.yaml]\n',
      'components/serve/model.yaml': service(
        `      storageUri: oci://x.example.com/a/b:1\n`,
      ),
      'components/pin/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: pin.yaml\n',
      'components/pin/pin.yaml': patch(),
      'overlays/dev/kustomization.yaml':
        'components:\n  - ../../components/serve\n  - ../../components/pin\n',
    },
  },
  {
    name: 'images of two levels, over containers and image volumes',
    dev: 'overlays/dev',
    others: ['overlays/prod'],
    files: {
      'base/kustomization.yaml': `resources: [deployment.yaml]\nimages:\n  - name: iris-model\n    newName: ${REPOSITORY}\n    digest: ${OLD_DIGEST}\n`,
      'base/deployment.yaml': deployment.replace(
        / {6}initContainers:\n.*\n/,
        '',
      ),
      'overlays/dev/kustomization.yaml': `resources: [../../base]\nimages:\n  - name: ${REPOSITORY}\n    newTag: ${OLD_VERSION}\n    digest: ${OLD_DIGEST}\n  - {name: iris-server, newName: ${REPOSITORY}, newTag: "${OLD_VERSION}", digest: "${OLD_DIGEST}"}\n`,
      'overlays/prod/kustomization.yaml': `resources: [../../base]\n`,
    },
  },
  {
    name: 'a replacement out of a ConfigMap, piece by piece',
    dev: 'overlays/dev',
    others: ['overlays/prod'],
    files: {
      'base/kustomization.yaml': 'resources: [model.yaml]\n',
      'base/model.yaml': service(
        `      storageUri: oci://${REPOSITORY}@none\n`,
      ),
      ...Object.fromEntries(
        ['dev', 'prod'].flatMap(name => [
          [
            `overlays/${name}/version.yaml`,
            `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: version\n  annotations: {config.kubernetes.io/local-config: "true"}\ndata:\n  version: ${OLD_VERSION}\n  digest: ${OLD_DIGEST}\n`,
          ],
          [
            `overlays/${name}/kustomization.yaml`,
            `resources: [../../base, version.yaml]
replacements:
  - source: {kind: ConfigMap, name: version, fieldPath: data.digest}
    targets:
      - select: {kind: InferenceService, name: iris}
        fieldPaths: [spec.predictor.model.storageUri]
        options: {delimiter: "@", index: 1}
  - path: version-replacement.yaml
`,
          ],
          [
            `overlays/${name}/version-replacement.yaml`,
            `source: {kind: ConfigMap, name: version, fieldPath: data.version}\ntargets:\n  - select: {kind: InferenceService}\n    fieldPaths: ["metadata.annotations.[waybill.dev/version]"]\n`,
          ],
        ]),
      ),
    },
  },
  {
    name: 'a generated ConfigMap, and another delimiter',
    dev: 'overlays/dev',
    others: [],
    files: {
      'base/kustomization.yaml': 'resources: [model.yaml]\n',
      'base/model.yaml': service(
        `      storageUri: oci://${REPOSITORY}@sha256:0\n`,
      ),
      'overlays/dev/kustomization.yaml': `resources: [../../base]
configMapGenerator:
  - name: version
    literals: [hex=${'a'.repeat(64)}, other=1]
replacements:
  - source: {kind: ConfigMap, name: version, fieldPath: data.hex}
    targets:
      - select: {kind: InferenceService}
        fieldPaths: [spec.predictor.model.storageUri]
        options: {delimiter: "sha256:", index: 1}
`,
    },
  },
  {
    name: 'lists of containers that a patch merges by name',
    dev: 'overlays/dev',
    others: [],
    files: {
      'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'base/deployment.yaml': deployment,
      'overlays/dev/kustomization.yaml':
        'resources: [../../base]\npatches: [{path: server.yaml}]\n',
      'overlays/dev/server.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: iris}
spec:
  template:
    spec:
      containers:
        - name: sidecar
          $patch: delete
        - name: server
          image: ${REPOSITORY}:${OLD_VERSION}@${OLD_DIGEST}
        - name: added
          image: added:1
      volumes:
        - name: model
          image: {reference: ${REPOSITORY}@${OLD_DIGEST}}
`,
    },
  },
  {
    name: 'a strategic patch with a target, over a list of addresses',
    dev: 'overlays/dev',
    others: [],
    files: {
      'base/kustomization.yaml': 'resources: [model.yaml]\n',
      'base/model.yaml': service(
        `    storageUris:\n    - uri: oci://a.example.com/b/c:1\n    - uri: pvc://x/y\n`,
      ),
      'overlays/dev/kustomization.yaml': `resources: [../../base]
patches:
  - target: {kind: InferenceService}
    patch: '[{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]'
  - target: {kind: InferenceService, labelSelector: "a=b"}
    patch: |
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata: {name: whatever}
      spec:
        predictor:
          storageUris:
          - uri: ${URI}
`,
    },
  },
  {
    name: 'several overlays on top of each other, and CRLF',
    isVersionShared: true,
    dev: 'clusters/dev',
    others: ['clusters/prod'],
    files: {
      ...base,
      'flavours/small/kustomization.yaml': `resources: [../../base]\ncommonAnnotations: {size: small}\n`,
      'clusters/dev/kustomization.yaml': `resources:\r\n  - ../../flavours/small\r\nnameSuffix: -small\r\npatches:\r\n  - path: pin.yaml\r\n    # after the suffix\r\n`,
      'clusters/dev/pin.yaml': patch(`'${URI}'`).replace(/\n/g, '\r\n'),
      'clusters/prod/kustomization.yaml': `resources: [../../flavours/small]\npatches: [{path: pin.yaml}]\n`,
      'clusters/prod/pin.yaml': patch(),
    },
  },
];
