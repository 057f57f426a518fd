import { maxSatisfying, parse, Range } from 'semver';
import type { ClusterClient, KubernetesObject } from '../../../kubernetes';
import { untarGzip } from '../artifacts/untar';
import type { OciSourceSpec, SourceObject } from '../fluxObjects';
import { isSignedBy, readPublicKey } from './cosignVerification';
import { OciRegistryReader, sha256 } from './OciRegistryReader';
import {
  type FetchedContent,
  SourceError,
  type SourceFetcher,
  type UpstreamRevision,
} from './SourceFetcher';

type OciSource = SourceObject<OciSourceSpec>;
type Secret = KubernetesObject & { data?: Record<string, string> };

/** Fetches OCIRepositories from the sandbox's registry. */
export class OciFetcher implements SourceFetcher<OciSource> {
  readonly kind = 'OCIRepository';

  constructor(
    private readonly client: ClusterClient,
    private readonly registry: { readonly url: string; readonly host: string },
  ) {}

  fileName(revision: string): string {
    return `${digestOf(revision)}.tar.gz`;
  }

  stored(revision: string): string {
    return `stored artifact for digest '${revision}'`;
  }

  async resolve(
    object: OciSource,
    signal: AbortSignal,
  ): Promise<UpstreamRevision> {
    const reader = this.readerOf(object, signal);
    const { digest, semver } = object.spec?.ref ?? {};
    if (digest)
      return {
        revision: digest,
        announcement: `new revision '${digest}' for '${this.name(
          reader,
        )}@${digest}'`,
      };
    const tag = semver
      ? await this.newestTag(object, reader)
      : object.spec?.ref?.tag ?? 'latest';
    try {
      const revision = `${tag}@${await reader.resolve(tag)}`;
      return {
        revision,
        announcement: `new revision '${revision}' for '${this.name(
          reader,
        )}:${tag}'`,
      };
    } catch (error) {
      throw fetchFailed(
        'OCIArtifactPullFailed',
        `failed to determine artifact digest: ${messageOf(error)}`,
      );
    }
  }

  async verify(
    object: OciSource,
    revision: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const wanted = object.spec?.verify;
    if (!wanted) return undefined;
    const reader = this.readerOf(object, signal);
    const reference = `${this.name(reader)}@${digestOf(revision)}`;
    const keyless = wanted.secretRef ? '' : ' keyless';
    const refuse = (why: string) =>
      new SourceError({
        condition: 'SourceVerified',
        reason: 'VerificationError',
        message: `failed to verify the signature using provider '${wanted.provider}${keyless}': ${why}`,
      });
    if (wanted.provider !== 'cosign' || !wanted.secretRef)
      throw refuse('the sandbox verifies with public keys only');
    const secretName = wanted.secretRef.name;
    const { namespace = '' } = object.metadata;
    const secret = this.client.get<Secret>({
      kind: 'Secret',
      namespace,
      name: secretName,
    });
    if (!secret) throw refuse(`secrets "${secretName}" not found`);
    const keys = Object.entries(secret.data ?? {}).filter(([name]) =>
      name.endsWith('.pub'),
    );
    for (const [name, data] of keys) {
      if (
        await this.isSigned(
          reader,
          digestOf(revision),
          Buffer.from(data, 'base64'),
          name,
          refuse,
        )
      ) {
        return `verified signature of revision ${revision}`;
      }
    }
    throw refuse(`no matching signatures were found for '${reference}'`);
  }

  async fetch(
    object: OciSource,
    revision: string,
    signal: AbortSignal,
  ): Promise<FetchedContent> {
    const reader = this.readerOf(object, signal);
    const manifest = await reader
      .manifest(digestOf(revision))
      .catch((error: unknown) => {
        throw fetchFailed(
          'OCIArtifactPullFailed',
          `failed to pull artifact from '${object.spec?.url}': ${messageOf(
            error,
          )}`,
        );
      });
    const mediaType = object.spec?.layerSelector?.mediaType;
    const layer = mediaType
      ? manifest.layers.find(each => each.mediaType === mediaType)
      : manifest.layers[0];
    if (!layer) {
      const why = mediaType
        ? `failed to find layer with media type '${mediaType}' in artifact`
        : 'no layers found in artifact';
      throw fetchFailed('OCIArtifactLayerOperationFailed', why);
    }
    try {
      const blob = await reader.blob(layer);
      return {
        files: untarGzip(blob),
        digest: sha256(blob),
        sizeBytes: blob.length,
        metadata: manifest.annotations,
      };
    } catch (error) {
      const message = `failed to extract layer contents from artifact: ${messageOf(
        error,
      )}`;
      throw fetchFailed('OCIArtifactLayerOperationFailed', message);
    }
  }

  private async isSigned(
    reader: OciRegistryReader,
    digest: string,
    pem: Buffer,
    keyName: string,
    refuse: (why: string) => SourceError,
  ): Promise<boolean> {
    let key;
    try {
      key = readPublicKey(pem);
    } catch {
      throw refuse(`${keyName} is no public key in PEM`);
    }
    try {
      return await isSignedBy(reader, digest, key);
    } catch (error) {
      throw refuse(messageOf(error));
    }
  }

  private async newestTag(
    object: OciSource,
    reader: OciRegistryReader,
  ): Promise<string> {
    const range = object.spec?.ref?.semver ?? '';
    const filter = object.spec?.ref?.semverFilter;
    const fail = (why: string) =>
      fetchFailed(
        'ReadOperationFailed',
        `failed to determine the artifact tag for '${object.spec?.url}': ${why}`,
      );
    const tags = await reader.tags().catch((error: unknown) => {
      throw fail(messageOf(error));
    });
    const candidates = filter
      ? tags.filter(tag => new RegExp(filter).test(tag))
      : tags;
    // Masterminds' semver lets pre-releases take part as soon as the constraint names one.
    const options = { includePrerelease: /\d-/.test(range), loose: false };
    let constraint: Range;
    try {
      constraint = new Range(range, options);
    } catch {
      throw fail(
        `semver '${range}' parse error: improper constraint: ${range}`,
      );
    }
    const newest = maxSatisfying(
      candidates.filter(tag => parse(tag) !== null),
      constraint,
      options,
    );
    if (!newest) throw fail(`no match found for semver: ${range}`);
    return newest;
  }

  private readerOf(object: OciSource, signal: AbortSignal): OciRegistryReader {
    const url = object.spec?.url ?? '';
    const match = /^oci:\/\/([^/]+)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)$/.exec(
      url,
    );
    if (!match) {
      throw new SourceError({
        condition: 'FetchFailed',
        reason: 'URLInvalid',
        message: `URL validation failed for '${url}': could not parse reference: ${url.replace(
          /^oci:\/\//,
          '',
        )}`,
        isStalling: true,
      });
    }
    const [, host, repository] = match;
    if (host !== this.registry.host) {
      throw fetchFailed(
        'ReadOperationFailed',
        `failed to determine the artifact tag for '${url}': the sandbox reaches its own registry ${this.registry.host} only`,
      );
    }
    return new OciRegistryReader(this.registry, repository, signal);
  }

  private name(reader: OciRegistryReader): string {
    return `${this.registry.host}/${reader.repository}`;
  }
}

function digestOf(revision: string): string {
  return revision.slice(revision.indexOf('@') + 1);
}

function fetchFailed(reason: string, message: string): SourceError {
  return new SourceError({ condition: 'FetchFailed', reason, message });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
