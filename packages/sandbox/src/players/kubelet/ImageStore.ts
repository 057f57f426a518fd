import { createHash } from 'node:crypto';

/** An image on the node. */
export interface PulledImage {
  readonly imageId: string;
  /** Absent for an image that was there without a pull. */
  readonly sizeBytes?: number;
}

/** A pull that failed, in a container runtime's words. */
export class ImagePullError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImagePullError';
  }
}

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

const maxManifestBytes = 4 * 1024 * 1024;
const pullTimeoutMs = 10_000;

/** The images of the node: those of the sandbox's registry are really looked up, all others are taken as present. */
export class ImageStore {
  constructor(
    private readonly registry: { readonly url: string; readonly host: string },
  ) {}

  isPulled(image: string): boolean {
    return image.startsWith(`${this.registry.host}/`);
  }

  /** Resolves an image to what a kubelet reports as its imageID. */
  async pull(image: string, signal: AbortSignal): Promise<PulledImage> {
    if (!this.isPulled(image)) return { imageId: inventedId(image) };
    const { repository, reference } = splitImage(
      image.slice(this.registry.host.length + 1),
    );
    const manifest = await this.fetchManifest(
      image,
      repository,
      reference,
      signal,
    );
    const digest = `sha256:${createHash('sha256')
      .update(manifest)
      .digest('hex')}`;
    return {
      imageId: `${this.registry.host}/${repository}@${digest}`,
      sizeBytes: contentSize(manifest),
    };
  }

  private async fetchManifest(
    image: string,
    repository: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const url = `${this.registry.url}/v2/${repository}/manifests/${reference}`;
    let response: Response;
    try {
      response = await fetch(url, {
        headers: { Accept: manifestTypes },
        signal: AbortSignal.any([signal, AbortSignal.timeout(pullTimeoutMs)]),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw resolveError(
        'Unknown',
        image,
        `failed to do request: Head "${url}": ${causeOf(error)}`,
      );
    }
    if (response.status === 404)
      throw resolveError('NotFound', image, `${image}: not found`);
    if (!response.ok) {
      throw resolveError(
        'Unknown',
        image,
        `unexpected status from HEAD request to ${url}: ${response.status} ${response.statusText}`,
      );
    }
    const body = Buffer.from(await response.arrayBuffer());
    if (body.length > maxManifestBytes)
      throw resolveError('Unknown', image, 'the manifest is too large');
    return body;
  }
}

function resolveError(
  code: string,
  image: string,
  why: string,
): ImagePullError {
  return new ImagePullError(
    `rpc error: code = ${code} desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${why}`,
  );
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (
    cause instanceof Error &&
    'code' in cause &&
    cause.code === 'ECONNREFUSED'
  )
    return 'connect: connection refused';
  return error instanceof Error ? error.message : String(error);
}

function splitImage(rest: string): { repository: string; reference: string } {
  const at = rest.indexOf('@');
  if (at >= 0)
    return {
      repository: rest.slice(0, at).replace(/:[^/]*$/, ''),
      reference: rest.slice(at + 1),
    };
  const colon = rest.lastIndexOf(':');
  return colon > rest.lastIndexOf('/')
    ? { repository: rest.slice(0, colon), reference: rest.slice(colon + 1) }
    : { repository: rest, reference: 'latest' };
}

/** Config and layers together; 0 for what has none. */
function contentSize(manifest: Buffer): number {
  try {
    const { config, layers = [] } = JSON.parse(manifest.toString('utf8'));
    return [config, ...layers].reduce(
      (sum: number, part?: { size?: number }) => sum + (part?.size ?? 0),
      0,
    );
  } catch {
    return 0;
  }
}

/** Nobody pulls the runtimes' images here, so their digest is made up from the name: stable, and equal to nothing real. */
function inventedId(image: string): string {
  const name = image.includes('@') ? image.slice(0, image.indexOf('@')) : image;
  const repository = name.replace(/:[^:/]*$/, '');
  const digest = image.includes('@')
    ? image.slice(image.indexOf('@') + 1)
    : `sha256:${createHash('sha256').update(image).digest('hex')}`;
  const isQualified = /^[^/]*[.:][^/]*\//.test(repository);
  const prefix = repository.includes('/') ? 'docker.io/' : 'docker.io/library/';
  return `${isQualified ? '' : prefix}${repository}@${digest}`;
}
