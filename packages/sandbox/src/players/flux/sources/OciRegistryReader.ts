import { createHash } from 'node:crypto';

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const maxManifestBytes = 4 * 1024 * 1024;
const maxBlobBytes = 32 * 1024 * 1024;
const maxTagPages = 100;
const requestTimeoutMs = 15_000;

/** One part of an artifact. */
export interface OciDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A manifest as far as it is looked at. */
export interface OciManifest {
  readonly digest: string;
  readonly layers: readonly OciDescriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A tag, manifest or blob that is not there. */
export class NotFoundInRegistryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotFoundInRegistryError';
  }
}

/** Reads one repository of the sandbox's registry, as source-controller would over the network. */
export class OciRegistryReader {
  constructor(
    private readonly registry: { readonly url: string; readonly host: string },
    readonly repository: string,
    private readonly signal: AbortSignal,
  ) {}

  async tags(): Promise<string[]> {
    const tags: string[] = [];
    let path: string | undefined = `/v2/${this.repository}/tags/list?n=1000`;
    for (let page = 0; path && page < maxTagPages; page += 1) {
      const response: Response = await this.request(path);
      const body = (await response.json()) as { tags?: unknown };
      if (Array.isArray(body.tags))
        tags.push(...body.tags.filter(tag => typeof tag === 'string'));
      path = nextPage(response.headers.get('link'));
    }
    return tags;
  }

  /** The digest of a tag or digest. */
  async resolve(reference: string): Promise<string> {
    return (await this.manifest(reference)).digest;
  }

  async manifest(reference: string): Promise<OciManifest> {
    const response = await this.request(
      `/v2/${this.repository}/manifests/${reference}`,
      manifestTypes,
    );
    const bytes = await bounded(response, maxManifestBytes);
    const { layers, annotations } = JSON.parse(
      bytes.toString('utf8'),
    ) as Partial<OciManifest>;
    return {
      digest: sha256(bytes),
      layers: Array.isArray(layers) ? layers : [],
      annotations,
    };
  }

  async blob({ digest }: OciDescriptor): Promise<Buffer> {
    const response = await this.request(
      `/v2/${this.repository}/blobs/${digest}`,
    );
    const bytes = await bounded(response, maxBlobBytes);
    if (sha256(bytes) !== digest)
      throw new Error(
        `error verifying sha256 checksum: got ${sha256(bytes)}, want ${digest}`,
      );
    return bytes;
  }

  /** Manifests that refer to a digest, by the API or by the fallback tag where there is none. */
  async referrers(digest: string): Promise<OciDescriptor[]> {
    const paths = [
      `/v2/${this.repository}/referrers/${digest}`,
      `/v2/${this.repository}/manifests/${digest.replace(':', '-')}`,
    ];
    for (const path of paths) {
      try {
        const response = await this.request(
          path,
          'application/vnd.oci.image.index.v1+json',
        );
        const { manifests } = JSON.parse(
          (await bounded(response, maxManifestBytes)).toString('utf8'),
        );
        return Array.isArray(manifests) ? manifests : [];
      } catch (error) {
        if (!(error instanceof NotFoundInRegistryError)) throw error;
      }
    }
    return [];
  }

  private async request(path: string, accept = '*/*'): Promise<Response> {
    const method = 'GET';
    let response: Response;
    try {
      response = await fetch(new URL(path, this.registry.url), {
        headers: { Accept: accept },
        signal: AbortSignal.any([
          this.signal,
          AbortSignal.timeout(requestTimeoutMs),
        ]),
      });
    } catch (error) {
      this.signal.throwIfAborted();
      const cause =
        error instanceof Error && error.cause instanceof Error
          ? error.cause.message
          : String(error);
      throw new Error(`Get "http://${this.registry.host}/v2/": ${cause}`);
    }
    if (response.ok) return response;
    await response.body?.cancel();
    const message = `${method} ${new URL(
      path,
      this.registry.url,
    )}: unexpected status code ${response.status} ${response.statusText}`;
    throw response.status === 404
      ? new NotFoundInRegistryError(message)
      : new Error(message);
  }
}

async function bounded(
  response: Response,
  limitBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes)
      throw new Error(
        `the answer of ${response.url} is larger than ${limitBytes} bytes`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function nextPage(link: string | null): string | undefined {
  return /<([^>]+)>;\s*rel="?next"?/.exec(link ?? '')?.[1];
}
