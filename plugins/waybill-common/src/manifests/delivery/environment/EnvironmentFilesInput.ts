import type { DeclarationForm, DeliveryEngine } from '../../declaration';
import type {
  FluxAlertsInput,
  FluxReceiverInput,
  ImageAutomationInput,
} from '../../flux';
import type { RepositoryCredentialsInput } from '../repositoryCredentials';
import type { VerificationKeysInput } from '../verificationKeys';

/** A place for models, before there is one in it. @public */
export interface EnvironmentFilesInput {
  readonly environment: { readonly name: string; readonly namespace: string };
  readonly engine: DeliveryEngine;
  /** Default `kustomize`. */
  readonly form?: DeclarationForm;
  /** The repository from which the engine takes what to deliver, as the cluster reads it. */
  readonly fleet: {
    readonly url: string;
    readonly branch: string;
    /** Folder of the environment, such as `clusters/dev`. */
    readonly path: string;
    /** Secret with which Flux reads it. */
    readonly credentialsSecret?: string;
  };
  /** The team whose models these are. */
  readonly tenant: string;
  /** Groups that may look at what runs. */
  readonly viewers?: string;
  /** Groups that may sync and roll back in Argo CD. */
  readonly operators?: readonly string[];
  /** Namespace of the delivery objects. Default `flux-system`, `argocd`. */
  readonly controlNamespace?: string;
  /** As whom Flux applies. Default `<tenant>-delivery`. */
  readonly serviceAccountName?: string;
  /** Argo CD: what the team may deliver. */
  readonly project?: {
    /** Default: as the tenant. */
    readonly name?: string;
    readonly sourceRepos: readonly string[];
    readonly destinationServer?: string;
  };
  /** Flux: who must have signed manifests. */
  readonly keys?: VerificationKeysInput['keys'];
  readonly alerts?: Omit<FluxAlertsInput, 'environment' | 'controlNamespace'>;
  readonly receiver?: Omit<
    FluxReceiverInput,
    'environment' | 'controlNamespace'
  >;
  readonly imageAutomation?: readonly Omit<
    ImageAutomationInput,
    'controlNamespace'
  >[];
  readonly repositories?: readonly Omit<
    RepositoryCredentialsInput,
    'engine' | 'namespace'
  >[];
}
