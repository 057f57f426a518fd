import { createHash } from 'node:crypto';
import {
  comparePackages,
  compareValues,
  type PackageComparison,
  type ValueChange,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import { readKit } from './kitOf';
import { openPackagedFile } from './openPackagedFile';
import type { PackageContents, PackagedFile } from './PackageContents';

/** Twice as much is received to compare files that no digest tells apart. */
const MAX_READ_BYTES = 1024 * 1024 * 1024;

/** @public */
export interface CompareOptions {
  /** How many bytes of files may be read on each side, the smallest first; 1 GiB where absent, 0 reads none. */
  readonly maxReadBytes?: number;
  readonly signal?: AbortSignal;
}

/** @public */
export interface ContentsComparison extends PackageComparison {
  /** What differs between the Kitfiles, where one of them has one. */
  readonly kitfile: readonly ValueChange[];
  /** What differs between the annotations of the manifests. */
  readonly annotations: readonly ValueChange[];
}

/**
 * Compares two packages file by file. Files in layers that both have, and those whose digests are known, cost nothing; of the
 * others, those of equal path and size are read from the registry and hashed.
 *
 * @throws PackagingError; RegistryError
 * @public
 */
export async function compareContents(
  client: RegistryClient,
  before: PackageContents,
  after: PackageContents,
  options: CompareOptions = {},
): Promise<ContentsComparison> {
  const { signal } = options;
  const digests = await readDigests(client, before, after, options);
  const withDigest = (file: PackagedFile): PackagedFile => {
    const digest = file.digest ?? digests.get(file);
    return digest ? { ...file, digest } : file;
  };
  const files = comparePackages(
    before.files.map(withDigest),
    after.files.map(withDigest),
    isSamePlace,
  );
  const kitOf = async (contents: PackageContents) => {
    const { repository } = contents;
    const kit = await readKit({ client, repository, signal }, contents);
    return kit?.kitfile ?? {};
  };
  return {
    ...files,
    kitfile: compareValues(await kitOf(before), await kitOf(after)),
    annotations: compareValues(
      before.manifest.annotations ?? {},
      after.manifest.annotations ?? {},
    ),
  };
}

function isSamePlace(left: PackagedFile, right: PackagedFile): boolean {
  return (
    left.layer.digest === right.layer.digest &&
    left.offset === right.offset &&
    left.sizeBytes === right.sizeBytes
  );
}

/** Digests of the files that only their bytes tell apart. */
async function readDigests(
  client: RegistryClient,
  before: PackageContents,
  after: PackageContents,
  { maxReadBytes = MAX_READ_BYTES, signal }: CompareOptions,
): Promise<Map<PackagedFile, string>> {
  const old = new Map(before.files.map(file => [file.path, file]));
  const pairs = after.files.flatMap(file => {
    const was = old.get(file.path);
    const isOpen =
      was?.sizeBytes === file.sizeBytes &&
      file.sizeBytes > 0 &&
      !(was.digest && file.digest) &&
      !isSamePlace(was, file);
    return was && isOpen ? [{ was, file }] : [];
  });
  pairs.sort((left, right) => left.file.sizeBytes - right.file.sizeBytes);
  const digests = new Map<PackagedFile, string>();
  let readBytes = 0;
  for (const { was, file } of pairs) {
    readBytes += file.sizeBytes;
    if (readBytes > maxReadBytes) break;
    signal?.throwIfAborted();
    if (!was.digest) digests.set(was, await hash(client, before, was, signal));
    if (!file.digest)
      digests.set(file, await hash(client, after, file, signal));
  }
  return digests;
}

async function hash(
  client: RegistryClient,
  contents: PackageContents,
  file: PackagedFile,
  signal: AbortSignal | undefined,
): Promise<string> {
  const digest = createHash('sha256');
  const bytes = openPackagedFile(client, contents, file, { signal });
  for await (const chunk of bytes as AsyncIterable<Buffer>)
    digest.update(chunk);
  return `sha256:${digest.digest('hex')}`;
}
