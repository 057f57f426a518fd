import type { Readable } from 'node:stream';
import { request, type Dispatcher } from 'undici';
import { RegistryAuth } from './access/RegistryAuth';
import { readBounded } from './access/boundedBody';
import { Connections } from './Connections';
import {
  RegistryError,
  errorOfAnswer,
  unreachableError,
  withoutQuery,
} from './errors';
import { isRedirect } from './directGet';
import { KnownAnswers, type BytesAnswer } from './KnownAnswers';
import { readManifestBytes } from './manifestBytes';
import { needsMonolithicUpload } from './quirks';
import { DEFAULT_RETRY_POLICY, withRetry, type RetryPolicy } from './retry';
import { apiHost } from './quirks';
import type { RegistrySettings } from './settings';
import { DEFAULT_TIME_LIMITS, type TimeLimits } from './TimeLimits';

const ERROR_MAX_BYTES = 8 * 1024;
const MAX_REDIRECTS = 5;
/** Below this a connection of its own costs more than it saves. */
const DIRECT_MIN_BYTES = 8 * 1024 * 1024;
/** A mirror that is not there is left alone for so long. */
const AWAY_MS = 30_000;

/** A request to the registry's API. */
export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the origin, or a URL that the registry gave (`Location`). */
  readonly target: string;
  /** What a token must allow; several are divided by spaces. */
  readonly scope: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body anew for each attempt. */
  readonly body?: () => Buffer | Readable;
  /** Statuses that are answers; every other one is thrown. */
  readonly expect: readonly number[];
  /** How long the registry may think after the last byte was sent. */
  readonly thinkingTimeMs?: number;
  /** How much a GET is to bring, for a reader who lets each chunk go before the next. */
  readonly lentBytes?: number;
  readonly signal?: AbortSignal;
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ApiAnswer extends AnswerHead {
  /** Who answered, after redirects. */
  readonly origin: string;
  readonly body: Readable & { dump(): Promise<void> };
}

interface SentAnswer extends ApiAnswer {
  /** The credentials that went with the request. */
  readonly sent: string | undefined;
}

/**
 * The wire to one registry: authentication, retries, redirects, limits. Knows nothing of what is asked.
 */
export class RegistryHttp {
  readonly origin: string;
  /** Whether the registry takes a blob only in one request that names its digest. */
  readonly wantsDigestFirst: boolean;
  // out of sight of whoever prints a client or a stream: they hold credentials
  readonly #settings: RegistrySettings;
  readonly #connections: Connections;
  readonly #auth: RegistryAuth;
  readonly #known = new KnownAnswers();
  private awayUntil = 0;

  constructor(
    settings: RegistrySettings,
    readonly retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
    readonly limits: TimeLimits = DEFAULT_TIME_LIMITS,
  ) {
    this.#settings = settings;
    const { host, plainHttp } = settings;
    this.origin = `${plainHttp ? 'http' : 'https'}://${apiHost(host)}`;
    this.wantsDigestFirst = needsMonolithicUpload(settings);
    this.#connections = new Connections(this.origin, settings, limits);
    this.#auth = new RegistryAuth(settings, url => this.#connections.to(url));
  }

  get settings(): RegistrySettings {
    return this.#settings;
  }

  /** Sends, and tries again what failed for a passing reason. The caller reads the body. */
  send(api: ApiRequest): Promise<ApiAnswer> {
    return this.retry(api.signal, () => this.sendAuthorized(api));
  }

  /** Sends and reads the answer, which is as small as a manifest; one that breaks off is asked for again. */
  fetchBytes(api: ApiRequest, what: string): Promise<BytesAnswer> {
    return this.retry(api.signal, async () =>
      this.#known.take(api, await this.readBytes(this.#known.ask(api), what)),
    );
  }

  private async readBytes(api: ApiRequest, what: string): Promise<BytesAnswer> {
    const tooLong = AbortSignal.timeout(this.limits.answerMs);
    const signal = AbortSignal.any(
      api.signal ? [api.signal, tooLong] : [tooLong],
    );
    try {
      const answer = await this.sendAuthorized({ ...api, signal });
      const { status, headers, body } = answer;
      return { status, headers, bytes: await readManifestBytes(body, what) };
    } catch (cause) {
      api.signal?.throwIfAborted();
      if (tooLong.aborted) throw this.tooSlow(api, what);
      if (cause instanceof RegistryError) throw cause;
      throw this.unreachable(api, new URL(api.target, this.origin), cause);
    }
  }

  /** Sends where only status and headers matter. */
  fetchHead(api: ApiRequest): Promise<AnswerHead> {
    return this.retry(api.signal, () => this.fetchHeadOnce(api));
  }

  /** As {@link RegistryHttp.fetchHead}, for a caller that tries something larger again. */
  async fetchHeadOnce(api: ApiRequest): Promise<AnswerHead> {
    const { status, headers, body } = await this.sendAuthorized(api);
    // what is not read does not matter, and neither does how it ends
    await body.dump().catch(() => {});
    return { status, headers };
  }

  /** The wire's retry policy, for a caller that must begin something larger anew. */
  retry<T>(
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    return withRetry(this.retryPolicy, signal, call);
  }

  private async sendAuthorized(api: ApiRequest): Promise<ApiAnswer> {
    for (let attempt = 0; ; attempt++) {
      const url = new URL(api.target, this.origin);
      const { sent, ...answer } = await this.sendFollowing(api, url);
      if (api.expect.includes(answer.status)) return answer;
      const body = await readBounded(answer.body, ERROR_MAX_BYTES).catch(
        () => '',
      );
      const isAnswered =
        answer.status === 401 &&
        attempt === 0 &&
        // another host that asks for credentials would name a token server of its own
        answer.origin === this.origin &&
        (await this.#auth.answer({
          wwwAuthenticate: answer.headers['www-authenticate'],
          scope: api.scope,
          sent,
          signal: api.signal,
        }));
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
  private async sendFollowing(
    api: ApiRequest,
    first: URL,
  ): Promise<SentAnswer> {
    let url = first;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      this.checkTarget(api, url);
      const answer = await this.sendOnce(api, url, hop > 0);
      const { location } = answer.headers;
      if (!isRedirect(answer) || !/^(?:GET|HEAD)$/.test(api.method))
        return answer;
      await answer.body.dump().catch(() => {});
      if (!URL.canParse(location, url))
        throw this.invalid(api, url, 'it redirects to what is no URL');
      url = new URL(location, url);
    }
    throw this.invalid(
      api,
      first,
      `it redirects more than ${MAX_REDIRECTS} times`,
    );
  }

  /** The registry may send its clients elsewhere, but not in the clear: the bytes of models are worth something. */
  private checkTarget(api: ApiRequest, url: URL): void {
    if (url.protocol === 'https:' || url.origin === this.origin) return;
    throw this.invalid(
      api,
      url,
      `it sends its clients to ${withoutQuery(url)}, which is not HTTPS`,
    );
  }

  private async sendOnce(
    api: ApiRequest,
    url: URL,
    isRedirected: boolean,
  ): Promise<SentAnswer> {
    const authorization =
      url.origin === this.origin
        ? await this.#auth.headerFor(api.scope, api.signal)
        : undefined;
    const sentHeaders = {
      'user-agent': 'waybill',
      ...api.headers,
      ...(authorization ? { authorization } : {}),
    };
    try {
      const direct =
        (api.lentBytes ?? 0) >= DIRECT_MIN_BYTES
          ? await this.#connections.getDirect(url, sentHeaders, {
              isRedirected,
              signal: api.signal,
            })
          : undefined;
      if (direct) return { ...direct, origin: url.origin, sent: authorization };
      const { statusCode, headers, body } = await request(url, {
        dispatcher: this.#connections.to(url),
        method: api.method,
        headers: sentHeaders,
        body: api.body?.() ?? null,
        headersTimeout: api.thinkingTimeMs ?? this.limits.idleMs,
        // undici closes the connection after each HEAD, for servers that send a body with it; those lose it by themselves
        ...(api.method === 'HEAD' && { reset: false }),
        signal: api.signal,
      });
      if (url.origin === this.origin) this.awayUntil = 0;
      return {
        status: statusCode,
        headers: flatten(headers),
        body,
        origin: url.origin,
        sent: authorization,
      };
    } catch (cause) {
      api.signal?.throwIfAborted();
      throw this.unreachable(api, url, cause);
    }
  }

  /** Whether it could not be reached a moment ago. */
  get isAway(): boolean {
    return this.awayUntil > Date.now();
  }

  private unreachable(api: ApiRequest, url: URL, cause: unknown) {
    if (url.origin === this.origin) this.awayUntil = Date.now() + AWAY_MS;
    const { method } = api;
    return unreachableError({ method, url, host: this.#settings.host, cause });
  }

  private tooSlow(api: ApiRequest, what: string): RegistryError {
    return new RegistryError({
      code: 'UNREACHABLE',
      method: api.method,
      url: withoutQuery(new URL(api.target, this.origin)),
      message: `${what} did not come from the registry ${
        this.#settings.host
      } in ${
        this.limits.answerMs / 1000
      } seconds. Check the network between, and the registry.`,
    });
  }

  private invalid(api: ApiRequest, url: URL, why: string): RegistryError {
    return new RegistryError({
      code: 'INVALID_ANSWER',
      method: api.method,
      url: withoutQuery(url),
      message: `The registry ${
        this.#settings.host
      } does not answer as one should: ${why}.`,
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
