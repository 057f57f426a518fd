import type {
  GitHttpRequest,
  GitHttpResponse,
  HttpClient,
} from 'isomorphic-git';
import { readBounded } from '../http/boundedBody';

/** A branch without its history; model repositories and fleets are small. */
const MAX_PACK_BYTES = 256 * 1024 * 1024;
const MAX_PUSH_BYTES = 64 * 1024 * 1024;

/**
 * Git's smart HTTP for isomorphic-git, with the rules of the REST client: one address, no redirects, bounded, abortable.
 *
 * @internal
 */
export class GitWireHttp implements HttpClient {
  constructor(
    private readonly options: {
      /** URL of the repository; nothing else is asked. */
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly signal: AbortSignal;
    },
  ) {}

  async request(request: GitHttpRequest): Promise<GitHttpResponse> {
    const { url, headers, signal } = this.options;
    if (!request.url.startsWith(`${url}/`)) {
      throw new Error(`Git asked for an address outside of ${url}`);
    }
    const response = await fetch(request.url, {
      method: request.method ?? 'GET',
      headers: { ...request.headers, ...headers },
      body: request.body && (await collect(request.body)),
      redirect: 'manual',
      signal,
    });
    const bytes = await readBounded(response, MAX_PACK_BYTES);
    return {
      url: request.url,
      method: request.method,
      statusCode: response.status,
      statusMessage: response.statusText,
      headers: Object.fromEntries(response.headers),
      body: once(bytes),
    };
  }
}

async function collect(
  body: AsyncIterableIterator<Uint8Array> | Iterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_PUSH_BYTES) {
      throw new Error(`The commit has more than ${MAX_PUSH_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function* once(bytes: Buffer): AsyncIterableIterator<Uint8Array> {
  yield new Uint8Array(bytes);
}
