import net from 'node:net';
import { Readable } from 'node:stream';
import tls from 'node:tls';
import type { TimeLimits } from './TimeLimits';

const CHUNK_BYTES = 512 * 1024;
/** One is with the reader, one waits for it, one is being filled. */
const CHUNKS = 3;
/** With less room than this a read would bring too little. */
const MIN_READ_BYTES = 64 * 1024;
const HEAD_MAX_BYTES = 32 * 1024;
/** Who comes slowly is not kept until a chunk is full: its reader judges the pace. */
const HOLD_MS = 1_000;

/** How to reach the server. */
export interface DirectOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Authorities to trust, and who we are. */
  readonly secure: Pick<tls.SecureContextOptions, 'ca' | 'cert' | 'key'>;
  readonly limits: TimeLimits;
  readonly signal?: AbortSignal;
}

/** An answer whose body has a known length, or one that says where else to ask, without a body. */
export interface DirectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: DirectBody;
}

function formatRequest(
  url: URL,
  headers: Readonly<Record<string, string>>,
): string | undefined {
  const lines = Object.entries({
    host: url.host,
    ...headers,
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  // what could end a line is left to a library, which says what is wrong with it
  if (lines.some(line => /[^\t\x20-\x7e]/.test(line))) return undefined;
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join(
    '\r\n',
  )}\r\n\r\n`;
}

function parseHead(
  text: string | undefined,
): Pick<DirectAnswer, 'status' | 'headers'> | undefined {
  const [statusLine, ...lines] = (text ?? '').split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(statusLine)?.[1];
  if (!status) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] =
      /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    const key = name?.toLowerCase();
    // a length that is said twice is a trap for one of two readers
    if (!key || (key in headers && key === 'content-length')) return undefined;
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  const length = headers['content-length'];
  if (length !== undefined && !/^\d{1,16}$/.test(length)) return undefined;
  return { status: Number(status), headers };
}

/** The body of an answer, in lent chunks. */
class DirectBody extends Readable {
  /** The answer's head without its last line ends; `undefined` where there is none. */
  readonly head: Promise<string | undefined>;
  private readonly socket: net.Socket;
  private readonly chunks = Array.from({ length: CHUNKS }, () =>
    Buffer.allocUnsafeSlow(CHUNK_BYTES),
  );
  private turn = 0;
  private filled = 0;
  private pushedAt = 0;
  /** How many bytes of the body are still to come; unknown while the head is. */
  private missing: number | undefined;
  private tellHead: (head: string | undefined) => void = () => {};

  constructor(
    url: URL,
    request: string,
    { secure, limits, signal }: DirectOptions,
  ) {
    // never more than one chunk waits
    super({ signal, highWaterMark: 1 });
    this.head = new Promise((resolve, reject) => {
      this.tellHead = resolve;
      this.once('error', reject);
      this.once('close', () => resolve(undefined));
    });
    this.socket = connect(url, secure, {
      buffer: () => this.space(),
      callback: length => this.receive(length),
    });
    const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
    this.socket
      .setNoDelay(true)
      .setTimeout(limits.connectMs, () => this.onTimeout(limits.idleMs))
      .once(ready, () => {
        this.socket.setTimeout(limits.idleMs);
        this.socket.write(request);
      })
      .once('error', error => this.destroy(error))
      .once('close', () => {
        if (this.missing === 0) return;
        const isBegun = this.missing !== undefined;
        this.destroy(
          isBegun
            ? new Error('The connection was closed too early.')
            : undefined,
        );
      });
  }

  /** Says how long the body is; what came behind the head is its beginning. */
  begin(length: number): void {
    this.missing = length - this.filled;
    if (this.missing < 0) {
      this.destroy(new Error('More came than the Content-Length said.'));
      return;
    }
    this.pushedAt = performance.now();
    if (this.missing === 0) this.finish();
    else this.socket.resume();
  }

  /** As undici's bodies have it: nothing more is wanted of it. */
  async dump(): Promise<void> {
    this.destroy();
  }

  override _read(): void {
    if (this.missing) this.socket.resume();
  }

  override _destroy(
    error: Error | null,
    done: (error?: Error | null) => void,
  ): void {
    this.socket.destroy();
    done(error);
  }

  private get chunk(): Buffer {
    return this.chunks[this.turn % CHUNKS];
  }

  private space(): Buffer {
    return this.chunk.subarray(this.filled);
  }

  /** @returns false where the socket is to wait */
  private receive(length: number): boolean {
    this.filled += length;
    if (this.missing === undefined) return this.takeHead();
    this.missing -= length;
    if (this.missing < 0) {
      this.destroy(new Error('More came than the Content-Length said.'));
      return false;
    }
    if (this.missing === 0) return this.finish();
    const isFull = this.chunk.length - this.filled < MIN_READ_BYTES;
    if (!isFull && performance.now() - this.pushedAt < HOLD_MS) return true;
    return this.pass();
  }

  private takeHead(): boolean {
    const bytes = this.chunk.subarray(0, this.filled);
    const end = bytes.indexOf('\r\n\r\n');
    if (end === -1 && this.filled < HEAD_MAX_BYTES) return true;
    this.tellHead(
      end === -1 ? undefined : bytes.subarray(0, end).toString('latin1'),
    );
    if (end === -1) return false;
    this.filled = bytes.copy(this.chunk, 0, end + 4);
    return false;
  }

  private pass(): boolean {
    const full = this.chunk.subarray(0, this.filled);
    this.turn += 1;
    this.filled = 0;
    this.pushedAt = performance.now();
    return this.push(full);
  }

  private finish(): boolean {
    if (this.filled > 0) this.push(this.chunk.subarray(0, this.filled));
    this.push(null);
    this.socket.destroy();
    return false;
  }

  private onTimeout(idleMs: number): void {
    // a reader that takes its time is not the server's fault
    if (this.readableLength > 0) this.socket.setTimeout(idleMs);
    else this.destroy(new Error('Nothing came for too long.'));
  }
}

/**
 * Gets something large with a third of the work that an HTTP library has with it: bytes are read from the socket into
 * a few buffers, again and again. A chunk keeps its bytes until the next is asked for. Understands the answers that
 * matter, 200 or 206 with a `Content-Length` (RFC 9112) and redirects, on a connection of its own.
 *
 * @returns for every other answer whether it is worth while to try this another time: ask again with a library
 */
export async function directGet(
  url: URL,
  options: DirectOptions,
): Promise<DirectAnswer | 'not now' | 'never'> {
  const request = formatRequest(url, options.headers);
  if (!request) return 'never';
  const body = new DirectBody(url, request, options);
  const head = parseHead(await body.head);
  if (head && isRedirect(head)) {
    body.destroy();
    return { ...head, body };
  }
  const length = Number(head?.headers['content-length'] ?? NaN);
  const isPlain =
    head &&
    (head.status === 200 || head.status === 206) &&
    Number.isSafeInteger(length) &&
    !head.headers['transfer-encoding'] &&
    !head.headers['content-encoding'];
  if (!isPlain) {
    body.destroy();
    return head && head.status >= 400 ? 'not now' : 'never';
  }
  body.begin(length);
  return { ...head, body };
}

/** Whether an answer says where else to ask. */
export function isRedirect({
  status,
  headers,
}: Pick<DirectAnswer, 'status' | 'headers'>): boolean {
  return [301, 302, 303, 307, 308].includes(status) && !!headers.location;
}

function connect(
  url: URL,
  secure: tls.SecureContextOptions,
  onread: net.OnReadOpts,
): net.Socket {
  const isSecure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (isSecure ? 443 : 80);
  if (!isSecure) return net.connect({ host, port, onread });
  const options: tls.ConnectionOptions & { onread: net.OnReadOpts } = {
    ...secure,
    host,
    port,
    ALPNProtocols: ['http/1.1'],
    ...(net.isIP(host) ? {} : { servername: host }),
    onread,
  };
  return tls.connect(options);
}
