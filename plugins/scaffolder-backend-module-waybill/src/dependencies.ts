import type { Readable } from 'node:stream';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  TrustPolicy,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  DigestCache,
  ImportPlan,
  KservePlatform,
  RegistryClient,
  RepositoryName,
  ScmClient,
} from '@waybill/backstage-plugin-waybill-node';
import type { WaybillSettings } from './settings';

/** A digest in a repository: what is signed and verified. @public */
export interface PackageSubject {
  readonly repository: RepositoryName;
  readonly digest: string;
}

/** Whom an action signs as, and how long it may take. @public */
export interface SigningRequest {
  /** Name in `waybill.signing.keys`; the first one where absent. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** Signs digests, says things of them, and tells what their signatures are worth. @public */
export interface SigningTools {
  /** @param options - `recursive`: also the manifests that an index lists */
  sign(
    subject: PackageSubject,
    options: SigningRequest & { readonly recursive?: boolean },
  ): Promise<{
    readonly keyName: string;
    readonly wasSigned: boolean;
    /** What was signed: the digest, and with `recursive` what it lists. */
    readonly digests: readonly string[];
  }>;
  attest(
    subject: PackageSubject,
    options: SigningRequest & {
      readonly predicateType: string;
      readonly predicate: object;
    },
  ): Promise<{ readonly keyName: string; readonly wasAttested: boolean }>;
  /** @param options - `attestations`: predicate types that must be attested besides what the policies ask for */
  verify(
    subject: PackageSubject,
    options: {
      readonly attestations?: readonly string[];
      readonly signal?: AbortSignal;
    },
  ): Promise<Verdict>;
}

/** Brings the files of a model into a folder. @public */
export interface ModelSources {
  /** Reads a folder by its URL on a Git host or file store that the portal may read. */
  readTree(
    url: string,
    directory: string,
    options: { readonly signal?: AbortSignal },
  ): Promise<void>;
  /** Opens an upload as a tar stream, as the user who runs the task. */
  openUpload(
    id: string,
    options: {
      readonly credentials: BackstageCredentials;
      readonly signal?: AbortSignal;
    },
  ): Promise<Readable>;
}

/** Finds out what a model elsewhere consists of; its files are read when they are sent. @public */
export interface ModelImports {
  /**
   * @param source - `hf://org/name@revision`, `https://…`, `oci://host/path:tag`, `git+https://…`
   * @throws ImportError
   */
  plan(
    source: string,
    options: {
      readonly include?: readonly string[];
      readonly ignore?: readonly string[];
      readonly signal?: AbortSignal;
    },
  ): Promise<ImportPlan>;
}

/** Reads how KServe is set up where an environment is. @public */
export interface EnvironmentPlatforms {
  /** @throws ShipError `INVALID_SETTINGS`, ClusterError */
  read(
    environment: { readonly name: string; readonly namespace: string },
    options: { readonly signal?: AbortSignal },
  ): Promise<KservePlatform>;
}

/** Everything that the actions ask of the outside; tests put doubles here. @public */
export interface ActionDependencies {
  readonly settings: WaybillSettings;
  /** The registries of the configuration, and no others. */
  readonly client: RegistryClient;
  /** So that a step need not read again what the step before it has read. */
  readonly digestCache: DigestCache;
  readonly signing: SigningTools;
  /** Those of the configuration, read for each use. */
  readonly trustPolicies: () => Promise<readonly TrustPolicy[]>;
  readonly sources: ModelSources;
  readonly imports: ModelImports;
  readonly platforms: EnvironmentPlatforms;
  /** @throws ScmError `NOT_CONFIGURED` */
  readonly scm: (host: string) => ScmClient;
  /** Milliseconds, for rates in progress lines only. */
  readonly now: () => number;
}
