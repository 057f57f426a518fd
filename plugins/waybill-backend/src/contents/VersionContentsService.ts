import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  isDigest,
  parseRepository,
  type PackageFile,
  type ServingPlace,
  type VersionComparison,
  type VersionContents,
} from '@waybill/backstage-plugin-waybill-common';
import {
  findPackagedFile,
  type PackageContents,
} from '@waybill/backstage-plugin-waybill-node';
import pLimit from 'p-limit';
import { WaybillError } from '../errors';
import type { Model } from '../services/ModelDirectory';
import type { VersionStore } from '../versions/VersionStore';
import type { ContentsReader } from './ContentsReader';
import { hashSmallFiles } from './hashSmallFiles';
import { RecentMap } from './RecentMap';
import {
  nameOf,
  toVersionComparison,
  toVersionContents,
} from './toVersionContents';

/** So many packages are looked into at once, whoever asks. */
const CONCURRENCY = 4;
/** So many stay known. What is behind a digest never changes. */
const RECENT = 32;
/** A list of files of this length is too long to be kept. */
const MAX_KEPT_FILES = 5_000;
const TIMEOUT_MS = 60_000;
/** What a person downloads through the portal; who wants the weights unpacks the package. */
const MAX_DOWNLOAD_BYTES = 16 * 1024 * 1024;

export interface VersionContentsOptions {
  readonly reader: ContentsReader;
  readonly versions: VersionStore;
  readonly places: readonly ServingPlace[];
  /** `host/path@digest` of the configured base image. */
  readonly baseImage?: string;
  readonly isSandbox: boolean;
}

/** Looks into the packages of a model's versions. */
export class VersionContentsService {
  readonly #options: VersionContentsOptions;
  readonly #limit = pLimit(CONCURRENCY);
  readonly #answers = new RecentMap<VersionContents>(RECENT);
  readonly #contents = new RecentMap<PackageContents>(RECENT);
  /** Changes with the configuration that answers depend on. */
  readonly fingerprint: string;

  constructor(options: VersionContentsOptions) {
    this.#options = options;
    const { places, baseImage } = options;
    this.fingerprint = createHash('sha256')
      .update(JSON.stringify([1, places, baseImage]))
      .digest('hex')
      .slice(0, 16);
  }

  /**
   * Only what the portal knows as a version of the model is looked into.
   *
   * @throws WaybillError `VERSION_NOT_FOUND`
   */
  async requireVersion(model: Model, digest: string): Promise<void> {
    const known = await this.#options.versions.get(model);
    const isKnown =
      isDigest(digest) &&
      (known.verdicts.has(digest) || [...known.tags.values()].includes(digest));
    if (!isKnown) {
      throw new WaybillError(
        'VERSION_NOT_FOUND',
        `'${model.entityRef}' has no version ${digest.slice(0, 100)}.`,
      );
    }
  }

  async contents(model: Model, digest: string): Promise<VersionContents> {
    return this.#answers.get(`${model.repository}@${digest}`, async () => {
      const contents = await this.#read(model, digest);
      const { reader } = this.#options;
      const [description, hashed] = await this.#limit(() => {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        return Promise.all([
          reader.describe(contents, signal),
          hashSmallFiles(contents, reader, signal),
        ]);
      });
      return toVersionContents(hashed, description, this.#options);
    });
  }

  async compare(
    model: Model,
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<VersionComparison> {
    const before = await this.#read(model, from);
    const after = await this.#read(model, to);
    const comparison = await this.#limit(() =>
      this.#options.reader.compare(
        before,
        after,
        AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ),
    );
    return toVersionComparison(from, to, comparison);
  }

  /** @throws WaybillError `FILE_TOO_LARGE`; PackagingError `FILE_NOT_FOUND` */
  async openFile(
    model: Model,
    digest: string,
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly file: PackageFile; readonly content: Readable }> {
    const contents = await this.#read(model, digest);
    const file = findPackagedFile(contents, path);
    if (file.sizeBytes > MAX_DOWNLOAD_BYTES) {
      throw new WaybillError(
        'FILE_TOO_LARGE',
        `'${path}' of ${nameOf(contents)} has ${
          file.sizeBytes
        } bytes, and ${MAX_DOWNLOAD_BYTES} are downloaded through the portal: unpack the package instead.`,
      );
    }
    return {
      file,
      content: this.#options.reader.openFile(
        contents,
        file,
        AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ),
    };
  }

  /** Not ended when one who asked goes away: another may be waiting for the same. */
  async #read(model: Model, digest: string): Promise<PackageContents> {
    const read = () =>
      this.#limit(() =>
        this.#options.reader.readContents(
          parseRepository(model.repository),
          digest,
          AbortSignal.timeout(TIMEOUT_MS),
        ),
      );
    const key = `${model.repository}@${digest}`;
    const contents = await this.#contents.get(key, read);
    if (contents.files.length > MAX_KEPT_FILES) {
      this.#contents.forget(key);
    }
    return contents;
  }
}
