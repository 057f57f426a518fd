import { Pool, errors as undiciErrors } from 'undici';
import {
  DEFAULT_RETRY_POLICY,
  withRetry,
  type RetryPolicy,
} from '../../registry/retry';
import { SigningError, type SigningErrorCode } from '../SigningError';
import { readServiceUrl } from './serviceUrl';

/** Answers of a KMS, an authority or a log are a few KiB. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 20_000;

/** Where a service is, and how to talk to it. @internal */
export interface ServiceSettings {
  /** What it is, for messages: `Fulcio`, `the Vault`. */
  readonly title: string;
  readonly url: string;
  /** PEM of the certificate authority, where it is not one that the machine trusts. */
  readonly ca?: string;
  /** Sent to this origin only. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly retryPolicy?: RetryPolicy;
}

/** @internal */
export interface ServiceRequest {
  readonly method: 'GET' | 'POST';
  /** Below the service's URL, with its query; segments are encoded already. */
  readonly path: string;
  /** What is asked, for messages: `certificate`. */
  readonly what: string;
  readonly body?: string | Buffer;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** @internal */
export interface ServiceAnswer {
  readonly status: number;
  readonly location?: string;
  readonly body: Buffer;
}

/**
 * HTTP to one service of signing. Bound to its origin: redirects are refused, so that neither a token nor what is signed
 * goes anywhere else. Answers are bounded in size and time, and what fails for a passing reason is tried again.
 *
 * Messages name the service, what was asked and the status; never a header, a request's body, or what the service said
 * (it may repeat what it was sent).
 *
 * @internal
 */
export class ServiceHttp {
  readonly #pool: Pool;
  readonly #basePath: string;
  readonly #settings: ServiceSettings;

  /** @throws SigningError `CONFIG_INVALID` for a URL that cannot be talked to */
  constructor(settings: ServiceSettings) {
    const url = readServiceUrl(settings.title, settings.url);
    const timeoutMs = settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#settings = settings;
    this.#basePath = url.pathname.replace(/\/+$/, '');
    this.#pool = new Pool(url.origin, {
      connections: 4,
      connect: { ca: settings.ca, timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      keepAliveTimeout: 1_000,
    });
  }

  /** @throws SigningError for every answer but 2xx, and those in `accepted` */
  request(
    request: ServiceRequest,
    accepted: readonly number[] = [],
  ): Promise<ServiceAnswer> {
    return withRetry(
      this.#settings.retryPolicy ?? DEFAULT_RETRY_POLICY,
      request.signal,
      () => this.#once(request, accepted),
    );
  }

  /** Reads the answer as a JSON object. */
  async requestJson(
    request: ServiceRequest,
    accepted: readonly number[] = [],
  ): Promise<{
    readonly answer: ServiceAnswer;
    readonly json: Record<string, unknown>;
  }> {
    const answer = await this.request(request, accepted);
    try {
      const json: unknown = JSON.parse(answer.body.toString('utf8'));
      if (typeof json === 'object' && json !== null && !Array.isArray(json))
        return { answer, json: json as Record<string, unknown> };
    } catch {
      // the parser's message repeats what it read, which is not for a log
    }
    throw this.invalidAnswer(request.what, 'is no JSON object');
  }

  /** For whoever reads the answer and finds it wanting. */
  invalidAnswer(what: string, why: string): SigningError {
    return this.#error(
      'INVALID_ANSWER',
      what,
      `its answer ${why}. Check that the URL is that of such a service`,
    );
  }

  async #once(
    request: ServiceRequest,
    accepted: readonly number[],
  ): Promise<ServiceAnswer> {
    const { method, path, what, body, signal } = request;
    signal?.throwIfAborted();
    try {
      const answer = await this.#pool.request({
        method,
        path: this.#basePath + path,
        headers: {
          accept: request.accept ?? 'application/json',
          'user-agent': 'waybill',
          ...(body === undefined
            ? {}
            : { 'content-type': request.contentType ?? 'application/json' }),
          ...this.#settings.headers,
        },
        body,
        signal,
      });
      const bytes = await readAtMost(answer.body);
      const { statusCode: status, headers } = answer;
      if ((status < 200 || status > 299) && !accepted.includes(status))
        throw this.#refusal(what, status, headers['retry-after']);
      if (!bytes) throw this.invalidAnswer(what, 'is longer than 1 MiB');
      const { location } = headers;
      return {
        status,
        body: bytes,
        ...(typeof location === 'string' ? { location } : {}),
      };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SigningError) throw error;
      throw this.#unreachable(what, error);
    }
  }

  #refusal(
    what: string,
    status: number,
    retryAfter: string | string[] | undefined,
  ): SigningError {
    const { code, hint } = meaningOf(status);
    const seconds = Number(retryAfter);
    return this.#error(code, what, `it answered HTTP ${status}. ${hint}`, {
      isRetryable: code === 'UNAVAILABLE' || code === 'RATE_LIMITED',
      ...(Number.isFinite(seconds) && retryAfter !== undefined
        ? { retryAfterMs: seconds * 1000 }
        : {}),
    });
  }

  #unreachable(what: string, error: unknown): SigningError {
    const isTimeout =
      error instanceof undiciErrors.BodyTimeoutError ||
      error instanceof undiciErrors.HeadersTimeoutError ||
      error instanceof undiciErrors.ConnectTimeoutError;
    const code = (error as { code?: unknown } | null)?.code;
    return this.#error(
      isTimeout ? 'TIMEOUT' : 'UNREACHABLE',
      what,
      `${isTimeout ? 'it was silent for too long' : 'no answer'} (${String(
        code ?? 'connection failed',
      )}). Check that it is up`,
      { isRetryable: true },
    );
  }

  #error(
    code: SigningErrorCode,
    what: string,
    why: string,
    more: { isRetryable?: boolean; retryAfterMs?: number } = {},
  ): SigningError {
    const { title, url } = this.#settings;
    return new SigningError({
      code,
      message: `${title} at ${
        new URL(url).origin
      } was asked for ${what}: ${why}.`,
      ...more,
    });
  }
}

function meaningOf(status: number): { code: SigningErrorCode; hint: string } {
  if (status >= 300 && status < 400)
    return {
      code: 'INVALID_ANSWER',
      hint: 'Redirects are not followed: configure the URL that it leads to',
    };
  switch (status) {
    case 401:
      return {
        code: 'UNAUTHORIZED',
        hint: 'Check the token that is sent there',
      };
    case 403:
      return {
        code: 'DENIED',
        hint: 'Check what the token there may do, and whether it has expired',
      };
    case 404:
      return {
        code: 'NOT_FOUND',
        hint: 'Check the URL, and the names below it',
      };
    case 408:
    case 429:
      return { code: 'RATE_LIMITED', hint: 'Try again later' };
    default:
      return status >= 500
        ? { code: 'UNAVAILABLE', hint: 'Try again later' }
        : { code: 'REFUSED', hint: 'Its own log says why' };
  }
}

/** `undefined` where there is more than a service has to say. */
async function readAtMost(
  body: AsyncIterable<Buffer>,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
