import type { Readable } from 'node:stream';
import type { Config } from '@backstage/config';
import {
  compareContents,
  type ContentsComparison,
  describePackage,
  HttpRegistryClient,
  openPackagedFile,
  type PackageContents,
  type PackageDescription,
  type PackagedFile,
  readContents,
  type RegistryClient,
  type RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import type { ContentsReader } from './ContentsReader';

/** A person waits for it: files that only their bytes would tell apart are read up to here on each side. */
const MAX_COMPARED_BYTES = 32 * 1024 * 1024;

/** Reads real registries through the adapters of waybill-node. */
export class RegistryContentsReader implements ContentsReader {
  readonly #client: RegistryClient;

  static fromConfig(config: Config): RegistryContentsReader {
    return new RegistryContentsReader(HttpRegistryClient.fromConfig(config));
  }

  constructor(client: RegistryClient) {
    this.#client = client;
  }

  async readContents(
    repository: RepositoryName,
    digest: string,
    signal: AbortSignal,
  ): Promise<PackageContents> {
    return readContents(this.#client, repository, digest, { signal });
  }

  async describe(
    contents: PackageContents,
    signal: AbortSignal,
  ): Promise<PackageDescription> {
    return describePackage(this.#client, contents, { signal });
  }

  async compare(
    before: PackageContents,
    after: PackageContents,
    signal: AbortSignal,
  ): Promise<ContentsComparison> {
    return compareContents(this.#client, before, after, {
      signal,
      maxReadBytes: MAX_COMPARED_BYTES,
    });
  }

  openFile(
    contents: PackageContents,
    file: PackagedFile,
    signal: AbortSignal,
  ): Readable {
    return openPackagedFile(this.#client, contents, file, { signal });
  }
}
