import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Pool, errors as undiciErrors } from 'undici';
import type { ClusterConnection } from './clusterConnection';
import { ClusterError, type ClusterErrorCode } from './ClusterError';

const MAX_ERROR_BYTES = 8 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;

const HINTS: Record<number, string> = {
  401: 'Replace the serviceAccountToken of this cluster.',
  403: 'Grant its service account get, list and watch.',
};

/** @internal */
export interface ClusterRequest {
  /** Path with query below the cluster's URL; segments are encoded already. */
  readonly path: string;
  /** What is asked, for error messages: `list of pods in models`. */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** Longest silence inside the body. */
  readonly idleTimeoutMs: number;
}

/**
 * HTTP to one API server. The pool is bound to the cluster's origin and follows no redirect, so that the token can
 * reach nothing else.
 *
 * @internal
 */
export class ClusterHttp {
  readonly #connection: ClusterConnection;
  readonly #pool: Pool;
  readonly #basePath: string;

  constructor(connection: ClusterConnection) {
    const url = new URL(connection.url);
    this.#connection = connection;
    this.#basePath = url.pathname.replace(/\/+$/, '');
    this.#pool = new Pool(url.origin, {
      connect: {
        ca: connection.ca,
        rejectUnauthorized: !connection.skipTlsVerify,
        timeout: HEADERS_TIMEOUT_MS,
        keepAlive: true,
        keepAliveInitialDelay: 30_000,
      },
      headersTimeout: HEADERS_TIMEOUT_MS,
    });
  }

  /** Opens a body to be read as a stream. Only a 200 gets this far. */
  async open(request: ClusterRequest): Promise<Readable> {
    const { statusCode, body } = await this.#pool
      .request({
        method: 'GET',
        path: this.#basePath + request.path,
        headers: await this.#headers(request.what),
        signal: request.signal,
        bodyTimeout: request.idleTimeoutMs,
      })
      .catch(error => {
        throw this.toClusterError(error, request);
      });
    if (statusCode === 200) {
      return body;
    }
    const text = await readAtMost(body, MAX_ERROR_BYTES).catch(() => undefined);
    throw this.#refusal(request.what, statusCode, text?.toString('utf8') ?? '');
  }

  /** Reads a body whole, up to `maxBytes`. */
  async read(request: ClusterRequest, maxBytes: number): Promise<Buffer> {
    const body = await this.open(request);
    const bytes = await readAtMost(body, maxBytes).catch(error => {
      throw this.toClusterError(error, request);
    });
    if (!bytes) throw this.#tooLarge(request.what, maxBytes);
    return bytes;
  }

  /**
   * Sends a body and reads the answer whole, whatever its status. An answer of more than `maxBytes` is refused.
   */
  async send(
    request: ClusterRequest & {
      readonly method: 'PATCH' | 'POST';
      readonly contentType: string;
      readonly body: string;
    },
    maxBytes: number,
  ): Promise<{ readonly status: number; readonly body: Buffer }> {
    const { statusCode, body } = await this.#pool
      .request({
        method: request.method,
        path: this.#basePath + request.path,
        headers: {
          ...(await this.#headers(request.what)),
          'content-type': request.contentType,
        },
        body: request.body,
        signal: request.signal,
        bodyTimeout: request.idleTimeoutMs,
      })
      .catch(error => {
        throw this.toClusterError(error, request);
      });
    const bytes = await readAtMost(body, maxBytes).catch(error => {
      throw this.toClusterError(error, request);
    });
    if (!bytes) throw this.#tooLarge(request.what, maxBytes);
    return { status: statusCode, body: bytes };
  }

  /** Names an error of the transport; passes an abort and what has a name already. */
  toClusterError(
    error: unknown,
    request: { what: string; signal?: AbortSignal },
  ): unknown {
    if (request.signal?.aborted || error instanceof ClusterError) {
      return error;
    }
    const isTimeout =
      error instanceof undiciErrors.BodyTimeoutError ||
      error instanceof undiciErrors.HeadersTimeoutError ||
      error instanceof undiciErrors.ConnectTimeoutError;
    const reason = error instanceof Error ? describe(error) : String(error);
    return new ClusterError({
      code: isTimeout ? 'TIMEOUT' : 'UNREACHABLE',
      cluster: this.#connection.name,
      message: `${this.#subject(request.what)}: ${reason}. Check that ${
        this.#connection.url
      } is up and that caData fits its certificate.`,
      cause: error,
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #headers(what: string): Promise<Record<string, string>> {
    const { token, tokenFile } = this.#connection;
    if (token || !tokenFile) {
      return headersWith(token);
    }
    try {
      return headersWith((await readFile(tokenFile, 'utf8')).trim());
    } catch (error) {
      throw new ClusterError({
        code: 'UNAUTHORIZED',
        cluster: this.#connection.name,
        message: `${this.#subject(
          what,
        )}: there is no serviceAccountToken in the configuration and none mounted into this process. Configure kubernetes.clusterLocatorMethods[].clusters[].serviceAccountToken.`,
        cause: error,
      });
    }
  }

  #refusal(what: string, status: number, body: string): ClusterError {
    const said = statusMessage(body);
    const hint = HINTS[status] ? ` ${HINTS[status]}` : '';
    return new ClusterError({
      code: codeOf(status),
      cluster: this.#connection.name,
      status,
      message: `${this.#subject(what)}: HTTP ${status}${
        said ? `, ${said}` : ''
      }.${hint}`,
    });
  }

  #tooLarge(what: string, maxBytes: number): ClusterError {
    return new ClusterError({
      code: 'TOO_LARGE',
      cluster: this.#connection.name,
      message: `${this.#subject(
        what,
      )}: the answer is larger than ${maxBytes} bytes.`,
    });
  }

  #subject(what: string): string {
    return `Cluster '${this.#connection.name}', ${what}`;
  }
}

function codeOf(status: number): ClusterErrorCode {
  switch (status) {
    case 401:
      return 'UNAUTHORIZED';
    case 403:
      return 'FORBIDDEN';
    case 404:
      return 'NOT_FOUND';
    case 410:
      return 'EXPIRED';
    default:
      return status >= 500 || status === 429 ? 'UNREACHABLE' : 'REJECTED';
  }
}

function headersWith(token: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'waybill',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
}

/** `message` of a Kubernetes Status: said by the API server for a person to read. Any other body is not repeated. */
function statusMessage(body: string): string | undefined {
  try {
    const status: unknown = JSON.parse(body);
    const message = (status as { message?: unknown } | null)?.message;
    return typeof message === 'string' ? message.slice(0, 500) : undefined;
  } catch {
    return undefined;
  }
}

function describe(error: Error): string {
  const code = (error as { code?: unknown }).code;
  return error.message || (typeof code === 'string' ? code : error.name);
}

/** `undefined` where there is more than `maxBytes`. */
async function readAtMost(
  body: Readable,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
