import type { DeclarationForm } from './ModelDeclaration';

/** Who applies what is declared. @public */
export type DeliveryEngine = 'flux' | 'argo-cd';

/** Where the engine takes it from. @public */
export type DeliverySource = GitDeliverySource | OciDeliverySource;

/** @public */
export interface GitDeliverySource {
  readonly type: 'git';
  /** URL that the cluster can read: `https://git.example.com/ml/iris.git`, `ssh://git@…` */
  readonly url: string;
  readonly branch: string;
  /** Folder in the repository where `base/` or `chart/` lies. Default `deploy`. */
  readonly path?: string;
  /** Secret with the credentials, made by somebody else. */
  readonly credentialsSecret?: string;
}

/** @public */
export interface OciDeliverySource {
  readonly type: 'oci';
  /** `host/path` of the manifests artifact, or of the chart. */
  readonly repository: string;
  /** Which one of its artifacts: all that match a range of versions, one tag, or one digest. */
  readonly reference:
    | { readonly semver: string }
    | { readonly tag: string }
    | { readonly digest: string };
  readonly isPlainHttp?: boolean;
  readonly credentialsSecret?: string;
  /** Who must have signed it. Flux refuses everything else; Argo CD cannot check. Default: the key of `cosign-pub`. */
  readonly verification?:
    | { readonly keySecret: string }
    | {
        readonly identities: readonly {
          readonly issuer: string;
          readonly subject: string;
        }[];
        readonly trustedRootSecret?: string;
      }
    | 'none';
}

/** How one environment gets what is declared of a model. @public */
export interface DeliverySpec {
  readonly engine: DeliveryEngine;
  readonly source: DeliverySource;
  readonly form: DeclarationForm;
  /** Name of the model: the delivery objects are called after it. */
  readonly name: string;
  readonly environment: { readonly name: string; readonly namespace: string };
  /** Kind of what is served, for the health checks. */
  readonly servingKind:
    | 'InferenceService'
    | 'LLMInferenceService'
    | 'Deployment';
  /** Of an InferenceService: which of its objects tells that it is ready. Default `Standard`. */
  readonly deploymentMode?: 'Standard' | 'Knative';
  /** Parts of an InferenceService that have to be ready. Default: the predictor. */
  readonly components?: readonly ('predictor' | 'transformer' | 'explainer')[];
  /**
   * Of a Helm chart, beside those of the environment's file. A chart from a registry that Flux takes by digest has no
   * file for the environment: then these are all that it is given.
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Go duration; how long a model may take to be ready. Default `5m`. */
  readonly timeout?: string;
  /** Go duration; how often the source is looked at. Default `1m`. */
  readonly interval?: string;
  /** Namespace of the delivery objects. Default `flux-system`, `argocd`. */
  readonly controlNamespace?: string;
  /** As whom Flux applies. Needed where it runs with its lockdown for tenants. */
  readonly serviceAccountName?: string;
  /** AppProject of Argo CD. Default `default`. */
  readonly project?: string;
  /** API server that Argo CD applies to. Default `https://kubernetes.default.svc`. */
  readonly destinationServer?: string;
  /** Names of what has to be ready before (Flux `dependsOn`). */
  readonly dependsOn?: readonly {
    readonly name: string;
    readonly namespace?: string;
  }[];
}
