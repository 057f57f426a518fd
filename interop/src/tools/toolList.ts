/** A program that is built from a published Go module. */
export interface GoProgram {
  /** Name of the program, under which the suite asks for it. */
  readonly name: string;
  /** Go package of the program's main. */
  readonly package: string;
}

/** A published Go module and the programs that are built from it, together. */
export interface GoModule {
  readonly module: string;
  readonly version: string;
  readonly programs: readonly GoProgram[];
  /** `-X` assignments of the linker, for programs that print the version with which they were released. */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Version of the modules that this one requires as `v0.0.0`: Kubernetes' staging modules are published under their
   * own numbers, and its go.mod does not say which.
   */
  readonly stagingVersion?: string;
}

const programs = (name: string, goPackage: string): GoProgram[] => [
  { name, package: goPackage },
];

/** Everything that the suite builds. Slow ones last, so that a mistake in the small ones shows early. */
export const GO_MODULES: readonly GoModule[] = [
  {
    module: 'github.com/google/go-containerregistry',
    version: 'v0.21.9',
    programs: programs(
      'crane',
      'github.com/google/go-containerregistry/cmd/crane',
    ),
    variables: {
      'github.com/google/go-containerregistry/cmd/crane/cmd.Version': 'v0.21.9',
    },
  },
  {
    module: 'github.com/yannh/kubeconform',
    version: 'v0.7.0',
    programs: programs(
      'kubeconform',
      'github.com/yannh/kubeconform/cmd/kubeconform',
    ),
  },
  {
    module: 'github.com/rhysd/actionlint',
    version: 'v1.7.7',
    programs: programs(
      'actionlint',
      'github.com/rhysd/actionlint/cmd/actionlint',
    ),
  },
  {
    module: 'sigs.k8s.io/kustomize/kustomize/v5',
    version: 'v5.8.1',
    programs: programs('kustomize', 'sigs.k8s.io/kustomize/kustomize/v5'),
  },
  {
    module: 'oras.land/oras',
    version: 'v1.3.3',
    programs: programs('oras', 'oras.land/oras/cmd/oras'),
  },
  {
    module: 'github.com/kitops-ml/kitops',
    version: 'v1.15.0',
    programs: programs('kit', 'github.com/kitops-ml/kitops'),
    variables: {
      'github.com/kitops-ml/kitops/pkg/lib/constants.Version': '1.15.0',
    },
  },
  {
    module: 'go.etcd.io/etcd/server/v3',
    version: 'v3.6.11',
    programs: programs('etcd', 'go.etcd.io/etcd/server/v3'),
  },
  {
    module: 'github.com/modelpack/modctl',
    version: 'v0.2.2',
    programs: programs('modctl', 'github.com/modelpack/modctl'),
    variables: {
      'github.com/modelpack/modctl/pkg/version.GitVersion': 'v0.2.2',
    },
  },
  {
    module: 'github.com/distribution/distribution/v3',
    version: 'v3.1.1',
    programs: programs(
      'registry',
      'github.com/distribution/distribution/v3/cmd/registry',
    ),
    variables: {
      'github.com/distribution/distribution/v3/version.version': 'v3.1.1',
    },
  },
  {
    module: 'sigs.k8s.io/kwok',
    version: 'v0.8.0',
    programs: programs('kwok', 'sigs.k8s.io/kwok/cmd/kwok'),
    variables: { 'sigs.k8s.io/kwok/pkg/consts.Version': 'v0.8.0' },
  },
  {
    module: 'helm.sh/helm/v3',
    version: 'v3.19.0',
    programs: programs('helm', 'helm.sh/helm/v3/cmd/helm'),
    variables: {
      'helm.sh/helm/v3/internal/version.version': 'v3.19.0',
      'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor': '1',
      'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor': '34',
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor': '1',
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor': '34',
    },
  },
  {
    module: 'github.com/sigstore/cosign/v3',
    version: 'v3.1.2',
    programs: programs('cosign', 'github.com/sigstore/cosign/v3/cmd/cosign'),
    variables: { 'sigs.k8s.io/release-utils/version.gitVersion': 'v3.1.2' },
  },
  {
    // The last that builds with Go 1.26.
    module: 'github.com/sigstore/timestamp-authority/v2',
    version: 'v2.1.3',
    programs: programs(
      'timestamp-server',
      'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server',
    ),
  },
  {
    // The last that builds with Go 1.26.
    module: 'github.com/sigstore/rekor-tiles/v2',
    version: 'v2.3.0',
    programs: programs(
      'rekor-server',
      'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix',
    ),
  },
  {
    module: 'github.com/sigstore/fulcio',
    version: 'v1.8.8',
    programs: programs('fulcio', 'github.com/sigstore/fulcio'),
  },
  {
    module: 'github.com/kserve/kserve',
    version: 'v0.20.0',
    programs: programs(
      'kserve-manager',
      'github.com/kserve/kserve/cmd/manager',
    ),
  },
  {
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.4',
    programs: programs(
      'kustomize-controller',
      'github.com/fluxcd/kustomize-controller',
    ),
  },
  {
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.1',
    programs: programs(
      'source-controller',
      'github.com/fluxcd/source-controller',
    ),
  },
  {
    module: 'github.com/fluxcd/image-reflector-controller',
    version: 'v1.1.1',
    programs: programs(
      'image-reflector-controller',
      'github.com/fluxcd/image-reflector-controller',
    ),
  },
  {
    // The last that builds from its module alone: later ones replace a module by a folder of their repository.
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.2.0',
    programs: programs('argocd', 'github.com/argoproj/argo-cd/v3/cmd'),
    variables: { 'github.com/argoproj/argo-cd/v3/common.version': '3.2.0' },
  },
  {
    module: 'github.com/open-policy-agent/gatekeeper/v3',
    version: 'v3.20.1',
    programs: programs(
      'gator',
      'github.com/open-policy-agent/gatekeeper/v3/cmd/gator',
    ),
  },
  {
    module: 'github.com/kyverno/kyverno',
    version: 'v1.19.0',
    programs: programs(
      'kyverno',
      'github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno',
    ),
  },
  {
    module: 'k8s.io/kubernetes',
    version: 'v1.36.3',
    stagingVersion: 'v0.36.3',
    programs: [
      'kubectl',
      'kube-scheduler',
      'kube-controller-manager',
      'kube-apiserver',
    ].map(name => ({ name, package: `k8s.io/kubernetes/cmd/${name}` })),
    variables: {
      'k8s.io/component-base/version.gitVersion': 'v1.36.3',
      'k8s.io/client-go/pkg/version.gitVersion': 'v1.36.3',
      'k8s.io/component-base/version.gitMajor': '1',
      'k8s.io/component-base/version.gitMinor': '36',
    },
  },
];

/** Modules that are read and not built: the definitions of engines whose programs run in clusters only. */
export const READ_MODULES = {
  'policy-controller': {
    module: 'github.com/sigstore/policy-controller',
    version: 'v0.15.1',
  },
  ratify: { module: 'github.com/ratify-project/ratify', version: 'v1.4.4' },
  'argo-cd': { module: 'github.com/argoproj/argo-cd/v3', version: 'v3.2.0' },
  'helm-controller': {
    module: 'github.com/fluxcd/helm-controller',
    version: 'v1.6.3',
  },
  tekton: { module: 'github.com/tektoncd/pipeline', version: 'v1.6.0' },
  // The versions that KServe 0.20.0 is built with, where it is.
  'gateway-api': { module: 'sigs.k8s.io/gateway-api', version: 'v1.5.1' },
  keda: { module: 'github.com/kedacore/keda/v2', version: 'v2.18.0' },
  'prometheus-operator': {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
  },
} as const;
