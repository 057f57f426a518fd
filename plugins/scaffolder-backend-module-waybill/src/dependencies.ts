import type { Readable } from 'node:stream';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  RepositoryFile,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  PackagePlan,
  RepositoryName,
  ScmClient,
} from '@waybill/backstage-plugin-waybill-node';
import type { WaybillSettings } from './settings';

/** A digest in a repository: what is signed and verified. @public */
export interface PackageSubject {
  readonly repository: RepositoryName;
  readonly digest: string;
}

/** Options of what takes long. @public */
export interface TransferOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** Makes packages from folders and sends them. @public */
export interface PackageTools {
  planModelcar(
    source: {
      readonly directory: string;
      readonly annotations: Readonly<Record<string, string>>;
    },
    options: TransferOptions,
  ): Promise<PackagePlan>;
  planManifestsArtifact(
    files: readonly RepositoryFile[],
    annotations: Readonly<Record<string, string>>,
  ): PackagePlan;
  /** Sends what is missing and sets the tag; refuses a tag that names another digest. */
  push(
    plan: PackagePlan,
    target: { readonly repository: RepositoryName; readonly tag: string },
    options: TransferOptions,
  ): Promise<{ readonly wasThere: boolean }>;
}

/** Signs digests and says what a digest's signatures are worth. @public */
export interface SigningTools {
  /** @param options - `key`: name in `waybill.signing.keys`; the first one where absent. */
  sign(
    subject: PackageSubject,
    options: { readonly key?: string; readonly signal?: AbortSignal },
  ): Promise<{ readonly keyName: string; readonly wasSigned: boolean }>;
  verify(
    subject: PackageSubject,
    options: { readonly signal?: AbortSignal },
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

/** Everything that the actions ask of the outside; tests put doubles here. @public */
export interface ActionDependencies {
  readonly settings: WaybillSettings;
  readonly packages: PackageTools;
  readonly signing: SigningTools;
  readonly sources: ModelSources;
  /** @throws ScmError `NOT_CONFIGURED` */
  readonly scm: (host: string) => ScmClient;
  /** Milliseconds, for rates in progress lines only. */
  readonly now: () => number;
}
