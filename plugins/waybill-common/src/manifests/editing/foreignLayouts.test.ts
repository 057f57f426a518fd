import { bumpIris, placesOf } from './__testUtils__/bumpIris';
import {
  BASE,
  deployment,
  INFERENCE_SERVICE,
  IRIS,
  OLD,
  overlay,
  pin,
  type Repository,
} from './__testUtils__/repositories';

const flux = (spec: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: iris
  namespace: flux-system
spec:
  sourceRef: {kind: GitRepository, name: models}
${spec}`;

const argo = (source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: iris-dev
spec:
  destination: {namespace: ml-dev}
  source:
    repoURL: https://git.example.com/ml/models
${source}`;

describe('planVersionBump finds the place that wins', () => {
  const cases: readonly [string, Repository, readonly string[]][] = [
    [
      'an inline patch as text',
      {
        ...BASE,
        'deploy/environments/dev/kustomization.yaml': `resources: [../../base]
patches:
  - target: {kind: InferenceService}
    patch: |-
      # pinned here
      - op: add
        path: /spec/predictor/model/storageUri
        value: oci://${IRIS}@${OLD}
`,
      },
      [
        'deploy/environments/dev/kustomization.yaml:8 patches[0].patch[0].value',
      ],
    ],
    [
      'a strategic patch in the kustomization',
      {
        ...BASE,
        'deploy/environments/dev/kustomization.yaml': `resources: [../../base]
patches:
  - patch: |
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata: {name: iris}
      spec: {predictor: {model: {storageUri: "oci://${IRIS}:1.0.0@${OLD}"}}}
`,
      },
      [
        'deploy/environments/dev/kustomization.yaml:7 patches[0].patch.spec.predictor.model.storageUri',
      ],
    ],
    [
      'the last of two patches',
      {
        ...BASE,
        ...overlay('dev', 'path: model.yaml\n  - path: later.yaml'),
        'deploy/environments/dev/later.yaml': pin(),
      },
      [
        'deploy/environments/dev/later.yaml:6 metadata.annotations.waybill.dev/version',
        'deploy/environments/dev/later.yaml:10 spec.predictor.model.storageUri',
      ],
    ],
    [
      'a component that comes before the patches',
      {
        ...BASE,
        'deploy/components/pin/kustomization.yaml': `kind: Component
patches: [{path: model.yaml}]
`,
        'deploy/components/pin/model.yaml': pin(),
        'deploy/environments/dev/kustomization.yaml': `resources: [../../base]
components: [../../components/pin]
`,
      },
      [
        'deploy/components/pin/model.yaml:6 metadata.annotations.waybill.dev/version',
        'deploy/components/pin/model.yaml:10 spec.predictor.model.storageUri',
      ],
    ],
    [
      'images of a kustomization, with a digest that is added',
      {
        'apps/base/deployment.yaml': deployment('iris-server'),
        'apps/base/kustomization.yaml': 'resources: [deployment.yaml]\n',
        'apps/dev/kustomization.yaml': `resources: [../base]
images:
  - name: iris-server
    newName: ${IRIS}
    newTag: 1.0.0
`,
      },
      [
        'apps/dev/kustomization.yaml:5 images[0].newTag',
        'apps/dev/kustomization.yaml:6 images[0].digest',
      ],
    ],
    [
      'images of a kustomization with a digest',
      {
        'apps/base/deployment.yaml': deployment('iris-server:0.0.1'),
        'apps/base/kustomization.yaml': 'resources: [deployment.yaml]\n',
        'apps/dev/kustomization.yaml': `resources: [../base]
images:
  - name: iris-server
    newName: ${IRIS}
    digest: ${OLD}
`,
      },
      ['apps/dev/kustomization.yaml:5 images[0].digest'],
    ],
    [
      'a replacement out of a ConfigMap',
      {
        'apps/base/model.yaml': pin(`oci://${IRIS}@unset`).replace(
          /.*annotations:\n.*\n/,
          '',
        ),
        'apps/base/kustomization.yaml': 'resources: [model.yaml]\n',
        'apps/dev/version.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: iris-version}
data:
  digest: ${OLD} # {"$imagepolicy": "flux-system:iris:digest"}
`,
        'apps/dev/kustomization.yaml': `resources: [../base, version.yaml]
replacements:
  - source: {kind: ConfigMap, name: iris-version, fieldPath: data.digest}
    targets:
      - select: {kind: InferenceService}
        fieldPaths: [spec.predictor.model.storageUri]
        options: {delimiter: '@', index: 1}
`,
      },
      ['apps/dev/version.yaml:5 data.digest'],
    ],
    [
      'a variable of a Flux Kustomization',
      {
        'apps/iris/model.yaml': pin(
          `oci://${IRIS}@\${IRIS_DIGEST}`,
          '${IRIS_VERSION}',
        ),
        'clusters/dev/iris.yaml': flux(
          `  path: ./apps/iris
  postBuild:
    substitute:
      IRIS_VERSION: "1.0.0"
      IRIS_DIGEST: '${OLD}'
`,
        ),
        'clusters/staging/iris.yaml': flux(
          `  path: ./apps/iris
  postBuild:
    substitute:
      IRIS_VERSION: "1.0.0"
      IRIS_DIGEST: '${OLD}'
`,
        ),
      },
      [
        'clusters/dev/iris.yaml:11 spec.postBuild.substitute.IRIS_VERSION',
        'clusters/dev/iris.yaml:12 spec.postBuild.substitute.IRIS_DIGEST',
      ],
    ],
    [
      'a ConfigMap that lies beside the Flux Kustomization',
      {
        'apps/iris/model.yaml': pin(`oci://${IRIS}:\${TAG}@\${DIGEST}`),
        ...Object.fromEntries(
          ['dev', 'staging'].flatMap(name => [
            [
              `clusters/${name}/iris.yaml`,
              flux(`  path: ./apps/iris
  postBuild: {substituteFrom: [{kind: ConfigMap, name: versions}]}
`),
            ],
            [
              `clusters/${name}/versions.yaml`,
              `apiVersion: v1
kind: ConfigMap
metadata: {name: versions}
data:
  TAG: 1.0.0
  DIGEST: ${OLD}
`,
            ],
          ]),
        ),
      },
      [
        'clusters/dev/versions.yaml:5 data.TAG',
        'clusters/dev/versions.yaml:6 data.DIGEST',
      ],
    ],
    [
      'a patch of a Flux Kustomization',
      {
        'apps/iris/model.yaml': INFERENCE_SERVICE,
        'clusters/dev/iris.yaml': flux(
          `  path: ./apps
  patches:
    - patch: |
        - op: add
          path: /spec/predictor/model/storageUri
          value: oci://${IRIS}@${OLD}
      target: {kind: InferenceService, name: iris}
`,
        ),
      },
      ['clusters/dev/iris.yaml:13 spec.patches[0].patch[0].value'],
    ],
    [
      'an Application of Argo CD with Helm values in a text',
      {
        'argocd/iris.yaml': argo(`    chart: kserve-model
    targetRevision: 1.0.0
    helm:
      values: |
        model:
          storageUri: oci://${IRIS}@${OLD}
`),
      },
      ['argocd/iris.yaml:14 spec.source.helm.values.model.storageUri'],
    ],
    [
      'the last of the values files',
      {
        'chart/Chart.yaml': 'name: iris\nversion: 1.0.0\n',
        'chart/values.yaml': `image:\n  repository: ${IRIS}\n  tag: ""\n`,
        'values/dev.yaml': `image:\n  tag: "1.0.0"\n  digest: ${OLD}\n`,
        'argocd/iris.yaml': argo(`    path: chart
    helm:
      valueFiles: [../values/dev.yaml]
`),
      },
      ['values/dev.yaml:2 image.tag', 'values/dev.yaml:3 image.digest'],
    ],
    [
      'images of an Application',
      {
        'apps/dev/deployment.yaml': deployment('iris-server'),
        'apps/dev/kustomization.yaml': 'resources: [deployment.yaml]\n',
        'argocd/iris.yaml': argo(`    path: apps/dev
    kustomize:
      images:
        - iris-server=${IRIS}:1.0.0@${OLD}
`),
      },
      ['argocd/iris.yaml:12 spec.source.kustomize.images[0]'],
    ],
    [
      'a HelmRelease',
      {
        'apps/dev/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: iris}
spec:
  values:
    model: {repository: ${IRIS}, version: 1.0.0, digest: "${OLD}"}
`,
      },
      [
        'apps/dev/release.yaml:6 spec.values.model.version',
        'apps/dev/release.yaml:6 spec.values.model.digest',
      ],
    ],
    [
      'values beside a chart, as Waybill lays them out',
      {
        'deploy/chart/Chart.yaml': 'name: iris\nversion: 1.0.0\n',
        'deploy/chart/values.yaml': `model:\n  repository: ${IRIS}\n  version: ""\n  digest: ""\n`,
        'deploy/environments/dev/values.yaml': `model:\n  version: 1.0.0\n  digest: ${OLD}\n`,
        'deploy/environments/staging/values.yaml': `model:\n  version: 1.0.0\n  digest: ${OLD}\n`,
      },
      [
        'deploy/environments/dev/values.yaml:2 model.version',
        'deploy/environments/dev/values.yaml:3 model.digest',
      ],
    ],
    [
      'an ApplicationSet over folders',
      {
        'apps/dev/model.yaml': pin(),
        'apps/prod/model.yaml': pin(),
        'argocd/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: iris}
spec:
  generators:
    - git: {directories: [{path: apps/*}]}
  template:
    metadata: {name: 'iris-{{path.basename}}'}
    spec: {source: {repoURL: x, path: '{{path}}'}}
`,
      },
      [
        'apps/dev/model.yaml:6 metadata.annotations.waybill.dev/version',
        'apps/dev/model.yaml:10 spec.predictor.model.storageUri',
      ],
    ],
    [
      'an overlay that one kustomization includes with all others',
      {
        'apps/kustomization.yaml': 'resources: [dev, prod]\n',
        'apps/dev/kustomization.yaml':
          'resources: [model.yaml]\nnamespace: iris-a\n',
        'apps/dev/model.yaml': pin(),
        'apps/prod/kustomization.yaml':
          'resources: [model.yaml]\nnamespace: iris-b\n',
        'apps/prod/model.yaml': pin(),
      },
      [
        'apps/dev/model.yaml:6 metadata.annotations.waybill.dev/version',
        'apps/dev/model.yaml:10 spec.predictor.model.storageUri',
      ],
    ],
    [
      'an argument of an init container',
      {
        'k8s/dev/deployment.yaml': `${deployment(
          `server@${OLD}`,
        )}      initContainers:
        - name: unpack
          image: registry.example.com/tools/kit:1.15.0
          args: [unpack, "${IRIS}@${OLD}", -d, /mnt/models]
`,
      },
      [
        'k8s/dev/deployment.yaml:14 spec.template.spec.initContainers[0].args[1]',
      ],
    ],
  ];

  it.each(cases)('%s', (_, repository, places) => {
    const plan = bumpIris(repository);
    expect(placesOf(plan)).toEqual(places);
    const edited = plan.files.map(({ path, content }) => [path, content]);
    const again = bumpIris({ ...repository, ...Object.fromEntries(edited) });
    expect(again.edits).toEqual([]);
  });
});
