import type { Readable } from 'node:stream';
import { Agent, request, type Dispatcher } from 'undici';
import { RegistryAuth, readBounded } from './auth';
import { RegistryError, errorOfAnswer, withoutQuery } from './errors';
import { DEFAULT_RETRY_POLICY, withRetry, type RetryPolicy } from './retry';
import type { RegistrySettings } from './settings';

const ERROR_MAX_BYTES = 8 * 1024;
const MAX_REDIRECTS = 5;
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 60_000;

/** A request to the registry's API. */
export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the origin, or a URL that the registry gave (`Location`, `Link`). */
  readonly target: string;
  readonly scope: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body anew for each attempt. */
  readonly body?: () => Buffer | Readable;
  /** Statuses that are answers; every other one is thrown. */
  readonly expect: readonly number[];
  readonly signal?: AbortSignal;
}

/** @internal */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Dispatcher.ResponseData['body'];
}

/**
 * The wire to one registry: authentication, retries, redirects, limits. Knows nothing of what is asked.
 */
export class RegistryHttp {
  private readonly origin: string;
  private readonly dispatcher: Agent;
  private readonly auth: RegistryAuth;

  constructor(
    private readonly settings: RegistrySettings,
    private readonly retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
  ) {
    this.origin = `${settings.plainHttp ? 'http' : 'https'}://${settings.host}`;
    this.dispatcher = new Agent({
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        ...(settings.ca ? { ca: settings.ca } : {}),
      },
      headersTimeout: IDLE_TIMEOUT_MS,
      bodyTimeout: IDLE_TIMEOUT_MS,
    });
    this.auth = new RegistryAuth(settings, this.dispatcher);
  }

  /** Sends, and tries again what failed for a passing reason. The caller reads or dumps the body. */
  send(api: ApiRequest): Promise<ApiAnswer> {
    return withRetry(this.retryPolicy, api.signal, () =>
      this.sendAuthorized(api),
    );
  }

  /** The wire's retry policy, for a caller that must begin something larger anew. */
  retry<T>(
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    return withRetry(this.retryPolicy, signal, call);
  }

  /** Sends once (twice after a 401): for a caller that retries something larger by itself. */
  sendOnceAuthorized(api: ApiRequest): Promise<ApiAnswer> {
    return this.sendAuthorized(api);
  }

  private async sendAuthorized(api: ApiRequest): Promise<ApiAnswer> {
    for (let attempt = 0; ; attempt++) {
      const url = new URL(api.target, this.origin);
      const answer = await this.sendFollowing(api, url);
      if (api.expect.includes(answer.status)) return answer;
      const body = await readBounded(answer.body, ERROR_MAX_BYTES);
      const isAnswered =
        answer.status === 401 &&
        attempt === 0 &&
        (await this.auth.answer(
          answer.headers['www-authenticate'],
          api.scope,
          api.signal,
        ));
      if (isAnswered) continue;
      throw errorOfAnswer({
        method: api.method,
        url,
        status: answer.status,
        body,
        retryAfter: answer.headers['retry-after'],
        now: new Date(),
      });
    }
  }

  /** Blobs are often elsewhere: redirects are followed for reads, and credentials stay at home. */
  private async sendFollowing(api: ApiRequest, first: URL): Promise<ApiAnswer> {
    let url = first;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await this.sendOnce(api, url);
      const location = answer.headers.location;
      const isRedirect =
        [301, 302, 303, 307, 308].includes(answer.status) && location;
      if (!isRedirect || (api.method !== 'GET' && api.method !== 'HEAD'))
        return answer;
      await answer.body.dump();
      const next = new URL(location, url);
      if (next.protocol !== 'https:' && next.origin !== this.origin) {
        throw this.invalid(
          api,
          url,
          `it redirects to ${withoutQuery(next)}, which is not HTTPS`,
        );
      }
      url = next;
    }
    throw this.invalid(
      api,
      first,
      `it redirects more than ${MAX_REDIRECTS} times`,
    );
  }

  private async sendOnce(api: ApiRequest, url: URL): Promise<ApiAnswer> {
    const authorization =
      url.origin === this.origin ? this.auth.headerFor(api.scope) : undefined;
    try {
      const { statusCode, headers, body } = await request(url, {
        dispatcher: this.dispatcher,
        method: api.method,
        headers: {
          'user-agent': 'waybill',
          ...api.headers,
          ...(authorization ? { authorization } : {}),
        },
        body: api.body?.() ?? null,
        signal: api.signal,
      });
      return { status: statusCode, headers: flatten(headers), body };
    } catch (cause) {
      api.signal?.throwIfAborted();
      // what failed while the body was made (a file that changed) is not the registry's fault
      if (
        cause instanceof Error &&
        !('code' in cause && String(cause.code).match(/^(UND_ERR|E[A-Z]+)/))
      )
        throw cause;
      throw new RegistryError({
        code: 'UNREACHABLE',
        method: api.method,
        url: withoutQuery(url),
        isRetryable: true,
        cause,
        message: `The registry ${
          this.settings.host
        } cannot be reached (${reasonOf(
          cause,
        )}). Check that it runs and that waybill.registries says how to reach it (plainHttp, caFile).`,
      });
    }
  }

  private invalid(api: ApiRequest, url: URL, why: string): RegistryError {
    return new RegistryError({
      code: 'INVALID_ANSWER',
      method: api.method,
      url: withoutQuery(url),
      message: `The registry ${this.settings.host} does not answer as one should: ${why}.`,
    });
  }
}

function flatten(
  headers: Dispatcher.ResponseData['headers'],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            [
              name.toLowerCase(),
              Array.isArray(value) ? value.join(', ') : value,
            ],
          ],
    ),
  );
}

function reasonOf(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return code ?? (error instanceof Error ? error.message : 'no reason given');
}
