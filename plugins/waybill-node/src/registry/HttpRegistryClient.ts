import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import type { Config } from '@backstage/config';
import {
  MediaType,
  isDigest,
  referrersTag,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import {
  MANIFEST_MAX_BYTES,
  digestOfBytes,
  readManifestBytes,
} from './manifestBytes';
import {
  buildReferrersIndex,
  describeReferrer,
  parseReferrers,
} from './referrersIndex';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
  RequestOptions,
  TransferProgress,
} from './RegistryClient';
import { RegistryHttp } from './RegistryHttp';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry';
import { registriesFromConfig, type RegistrySettings } from './settings';
import { uploadBlob } from './uploads';
import { VerifyingStream } from './verifyingStream';

const ACCEPT = [
  MediaType.imageManifest,
  MediaType.imageIndex,
  MediaType.dockerManifest,
  MediaType.dockerManifestList,
].join(', ');
const DEFAULT_TAG_LIMIT = 10_000;
/** Two writers of one fallback tag: the loser reads again, this many times. */
const FALLBACK_ATTEMPTS = 5;

/**
 * Talks to real registries (distribution-spec v1.1.1), to those hosts only that configuration names.
 *
 * @public
 */
export class HttpRegistryClient implements RegistryClient {
  /** Reads `waybill.registries`. */
  static fromConfig(config: Config): HttpRegistryClient {
    return new HttpRegistryClient(registriesFromConfig(config));
  }

  private readonly wires: ReadonlyMap<string, RegistryHttp>;

  constructor(
    registries: readonly RegistrySettings[],
    retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
  ) {
    this.wires = new Map(
      registries.map(settings => [
        settings.host,
        new RegistryHttp(settings, retryPolicy),
      ]),
    );
  }

  async fetchBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    options: RequestOptions & {
      readonly range?: { readonly start: number; readonly end?: number };
    } = {},
  ): Promise<Readable> {
    const { range, signal } = options;
    const answer = await this.wireTo(repository).send({
      method: 'GET',
      target: `/v2/${repository.path}/blobs/${descriptor.digest}`,
      scope: pullScope(repository),
      headers: range
        ? { range: `bytes=${range.start}-${range.end ?? ''}` }
        : {},
      expect: range ? [206] : [200],
      signal,
    });
    if (range) return answer.body;
    const verified = new VerifyingStream(
      descriptor,
      `Blob ${descriptor.digest} of ${nameOf(repository)}`,
    );
    // the reader of `verified` hears of every failure
    pipeline(answer.body, verified, () => {});
    return verified;
  }

  async fetchManifest(
    repository: RepositoryName,
    tagOrDigest: string,
    { signal }: RequestOptions = {},
  ): Promise<FetchedManifest> {
    const what = `The manifest ${tagOrDigest} of ${nameOf(repository)}`;
    const answer = await this.wireTo(repository).send({
      method: 'GET',
      target: `/v2/${repository.path}/manifests/${tagOrDigest}`,
      scope: pullScope(repository),
      headers: { accept: ACCEPT },
      expect: [200],
      signal,
    });
    const bytes = await readManifestBytes(answer.body, what);
    const expected = isDigest(tagOrDigest)
      ? tagOrDigest
      : answer.headers['docker-content-digest'];
    const digest = digestOfBytes(bytes, expected);
    if (expected && digest !== expected) {
      throw new RegistryError({
        code: 'DIGEST_MISMATCH',
        message: `${what} should be ${expected} and the registry sent bytes of ${digest}: it was not used.`,
      });
    }
    const mediaType =
      answer.headers['content-type']?.split(';')[0] ?? MediaType.imageManifest;
    return { descriptor: { mediaType, digest, size: bytes.length }, bytes };
  }

  async resolve(
    repository: RepositoryName,
    tagOrDigest: string,
    { signal }: RequestOptions = {},
  ): Promise<Descriptor | undefined> {
    const answer = await this.wireTo(repository).send({
      method: 'HEAD',
      target: `/v2/${repository.path}/manifests/${tagOrDigest}`,
      scope: pullScope(repository),
      headers: { accept: ACCEPT },
      expect: [200, 404],
      signal,
    });
    await answer.body.dump();
    if (answer.status === 404) return undefined;
    const {
      'docker-content-digest': digest,
      'content-type': mediaType,
      'content-length': length,
    } = answer.headers;
    if (!isDigest(digest) || !length) {
      // a registry that says too little is asked for the whole manifest
      return (await this.fetchManifest(repository, tagOrDigest, { signal }))
        .descriptor;
    }
    return {
      mediaType: mediaType?.split(';')[0] ?? MediaType.imageManifest,
      digest,
      size: Number(length),
    };
  }

  async hasBlob(
    repository: RepositoryName,
    digest: string,
    { signal }: RequestOptions = {},
  ): Promise<boolean> {
    const answer = await this.wireTo(repository).send({
      method: 'HEAD',
      target: `/v2/${repository.path}/blobs/${digest}`,
      scope: pullScope(repository),
      expect: [200, 404],
      signal,
    });
    await answer.body.dump();
    return answer.status === 200;
  }

  async pushBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    open: () => Readable,
    options: RequestOptions & {
      readonly mountFrom?: string;
      readonly onProgress?: (progress: TransferProgress) => void;
    } = {},
  ): Promise<void> {
    if (await this.hasBlob(repository, descriptor.digest, options)) return;
    await uploadBlob(this.wireTo(repository), {
      repository,
      scope: pushScope(repository),
      descriptor,
      open,
      options,
    });
  }

  async pushManifest(
    repository: RepositoryName,
    manifest: { readonly mediaType: string; readonly bytes: Buffer },
    options: RequestOptions & { readonly tag?: string } = {},
  ): Promise<Descriptor> {
    const { bytes, mediaType } = manifest;
    if (bytes.length > MANIFEST_MAX_BYTES) {
      throw new RegistryError({
        code: 'MANIFEST_TOO_LARGE',
        message: `The manifest for ${nameOf(repository)} has ${
          bytes.length
        } bytes; registries take ${MANIFEST_MAX_BYTES}.`,
      });
    }
    const descriptor: Descriptor = {
      mediaType,
      digest: digestOfBytes(bytes),
      size: bytes.length,
    };
    const answer = await this.wireTo(repository).send({
      method: 'PUT',
      target: `/v2/${repository.path}/manifests/${
        options.tag ?? descriptor.digest
      }`,
      scope: pushScope(repository),
      headers: {
        'content-type': mediaType,
        'content-length': String(bytes.length),
      },
      body: () => bytes,
      expect: [201],
      signal: options.signal,
    });
    await answer.body.dump();
    const parsed: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
    if (parsed.subject && !answer.headers['oci-subject']) {
      await this.addToFallbackTag(
        repository,
        parsed.subject.digest,
        describeReferrer(descriptor, parsed),
        options.signal,
      );
    }
    return descriptor;
  }

  async listTags(
    repository: RepositoryName,
    options: RequestOptions & { readonly limit?: number } = {},
  ): Promise<string[]> {
    const { limit = DEFAULT_TAG_LIMIT, signal } = options;
    const tags: string[] = [];
    let target: string | undefined = `/v2/${
      repository.path
    }/tags/list?n=${Math.min(limit, 1000)}`;
    const seen = new Set<string>();
    while (target && tags.length < limit && !seen.has(target)) {
      seen.add(target);
      const answer = await this.wireTo(repository).send({
        method: 'GET',
        target,
        scope: pullScope(repository),
        expect: [200, 404],
        signal,
      });
      const body = await readManifestBytes(
        answer.body,
        `The list of tags of ${nameOf(repository)}`,
      );
      // a repository that nobody has pushed to is not there yet
      if (answer.status === 404) return [];
      tags.push(...parseTags(body, repository));
      target = nextPage(answer.headers.link, target);
    }
    return tags.slice(0, limit);
  }

  async listReferrers(
    repository: RepositoryName,
    digest: string,
    options: RequestOptions & { readonly artifactType?: string } = {},
  ): Promise<Descriptor[]> {
    const { artifactType, signal } = options;
    const answer = await this.wireTo(repository).send({
      method: 'GET',
      target: `/v2/${repository.path}/referrers/${digest}`,
      scope: pullScope(repository),
      headers: { accept: MediaType.imageIndex },
      // 404 and 405 are how registries without the API say so
      expect: [200, 400, 404, 405],
      signal,
    });
    const body = await readManifestBytes(
      answer.body,
      `The list of referrers of ${digest}`,
    );
    const referrers =
      answer.status === 200
        ? parseReferrers(body, answer.headers['content-type'])
        : await this.readFallbackTag(repository, digest, signal);
    return referrers.filter(
      entry => !artifactType || entry.artifactType === artifactType,
    );
  }

  async deleteManifest(
    repository: RepositoryName,
    digest: string,
    { signal }: RequestOptions = {},
  ): Promise<void> {
    const answer = await this.wireTo(repository).send({
      method: 'DELETE',
      target: `/v2/${repository.path}/manifests/${digest}`,
      scope: `repository:${repository.path}:delete`,
      expect: [202],
      signal,
    });
    await answer.body.dump();
  }

  private async readFallbackTag(
    repository: RepositoryName,
    digest: string,
    signal?: AbortSignal,
  ): Promise<Descriptor[]> {
    const tag = referrersTag(digest);
    if (!(await this.resolve(repository, tag, { signal }))) return [];
    const { bytes, descriptor } = await this.fetchManifest(repository, tag, {
      signal,
    });
    return parseReferrers(bytes, descriptor.mediaType);
  }

  /** The tag has no lock: write, read back, and write again where another writer's list came in between. */
  private async addToFallbackTag(
    repository: RepositoryName,
    subject: string,
    referrer: Descriptor,
    signal?: AbortSignal,
  ): Promise<void> {
    for (let attempt = 0; attempt < FALLBACK_ATTEMPTS; attempt++) {
      const present = await this.readFallbackTag(repository, subject, signal);
      if (present.some(({ digest }) => digest === referrer.digest)) return;
      const bytes = buildReferrersIndex([...present, referrer]);
      await this.pushManifest(
        repository,
        { mediaType: MediaType.imageIndex, bytes },
        { tag: referrersTag(subject), signal },
      );
    }
    const written = await this.readFallbackTag(repository, subject, signal);
    if (written.some(({ digest }) => digest === referrer.digest)) return;
    throw new RegistryError({
      code: 'UNAVAILABLE',
      isRetryable: true,
      message: `The list of referrers ${referrersTag(subject)} of ${nameOf(
        repository,
      )} is written by others at the same time: try again.`,
    });
  }

  private wireTo({ host }: RepositoryName): RegistryHttp {
    const wire = this.wires.get(host);
    if (wire) return wire;
    throw new RegistryError({
      code: 'REGISTRY_NOT_CONFIGURED',
      message: `The registry '${host}' is not configured, and Waybill talks to no other host: add it to waybill.registries.`,
    });
  }
}

function pullScope({ path }: RepositoryName): string {
  return `repository:${path}:pull`;
}

function pushScope({ path }: RepositoryName): string {
  return `repository:${path}:pull,push`;
}

function nameOf({ host, path }: RepositoryName): string {
  return `${host}/${path}`;
}

function parseTags(body: Buffer, repository: RepositoryName): string[] {
  try {
    const { tags } = JSON.parse(body.toString('utf8'));
    return Array.isArray(tags)
      ? tags.filter(tag => typeof tag === 'string')
      : [];
  } catch (cause) {
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      cause,
      message: `The registry ${repository.host} answered the list of tags of ${repository.path} with something that is no JSON.`,
    });
  }
}

/** RFC 8288: the target of `rel="next"`, on the same registry only. */
function nextPage(
  link: string | undefined,
  current: string,
): string | undefined {
  const next = link?.match(/<([^>]+)>\s*;\s*rel="?next"?/)?.[1];
  if (!next) return undefined;
  const { pathname, search } = new URL(
    next,
    new URL(current, 'http://registry.invalid'),
  );
  return `${pathname}${search}`;
}
