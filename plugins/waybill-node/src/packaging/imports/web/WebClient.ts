import tls from 'node:tls';
import { Agent, request, type Dispatcher } from 'undici';
import { withRetry, type RetryPolicy } from '../../../registry/retry';
import type { Reach } from './HostRules';
import { publicLookup } from './publicAddress';
import {
  invalidAnswer,
  refusalOf,
  unreachable,
  type ReadRefusal,
} from './webErrors';

const MAX_REDIRECTS = 6;
const CONNECT_TIMEOUT_MS = 15_000;
const IDLE_TIMEOUT_MS = 60_000;
/** For an answer that is no file. */
const ANSWER_TIMEOUT_MS = 120_000;
const ERROR_MAX_BYTES = 8 * 1024;
const JSON_MAX_BYTES = 16 * 1024 * 1024;

export interface WebRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers; every other one is thrown. */
  readonly expect: readonly number[];
  readonly signal?: AbortSignal;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Dispatcher.ResponseData['body'];
  /** Headers of the answers that redirected here, the first one's first. */
  readonly passed: readonly Readonly<Record<string, string>>[];
}

export interface WebClientOptions {
  /** Throws where a URL may not be asked; called for each redirect too. */
  readonly check: (url: URL) => Reach;
  /** Sent as bearer token to this origin and no other. */
  readonly token?: { readonly origin: string; readonly value: string };
  /** Certificates of an authority, PEM; those that the machine trusts count too. */
  readonly ca?: string;
  readonly readRefusal?: ReadRefusal;
  readonly retryPolicy: RetryPolicy;
}

/** Reads from web servers that are not registries: redirects, limits, retries. Knows nothing of what is asked. */
export class WebClient {
  private readonly agents: Readonly<Record<Reach, Agent>>;

  constructor(private readonly options: WebClientOptions) {
    const { ca } = options;
    const create = (connect: object) =>
      new Agent({
        connect: {
          timeout: CONNECT_TIMEOUT_MS,
          ...(ca ? { ca: [...tls.getCACertificates('default'), ca] } : {}),
          ...connect,
        },
        headersTimeout: IDLE_TIMEOUT_MS,
        bodyTimeout: IDLE_TIMEOUT_MS,
      });
    this.agents = {
      anywhere: create({}),
      public: create({ lookup: publicLookup }),
    };
  }

  get retryPolicy(): RetryPolicy {
    return this.options.retryPolicy;
  }

  /** Sends, and tries again what failed for a passing reason. The caller reads the body. */
  send(wanted: WebRequest): Promise<WebAnswer> {
    return withRetry(this.retryPolicy, wanted.signal, () =>
      this.sendOnce(wanted),
    );
  }

  /** Sends where only the headers matter. */
  async sendForHead(wanted: WebRequest): Promise<WebAnswer> {
    const answer = await this.send(wanted);
    // what is not read does not matter, and neither does how it ends
    await answer.body.dump({ limit: ERROR_MAX_BYTES }).catch(() => {});
    return answer;
  }

  /** Reads JSON; an answer that breaks off is asked for again. */
  async fetchJson(
    url: URL,
    what: string,
    signal?: AbortSignal,
  ): Promise<{
    readonly json: unknown;
    readonly headers: WebAnswer['headers'];
  }> {
    const limit = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const either = signal ? AbortSignal.any([signal, limit]) : limit;
    return withRetry(this.retryPolicy, either, async () => {
      const answer = await this.sendOnce({
        method: 'GET',
        url,
        headers: { accept: 'application/json' },
        expect: [200],
        signal: either,
      });
      const bytes = await this.readWhole(answer, url, what, either);
      return { json: parseJson(bytes, url, what), headers: answer.headers };
    });
  }

  /** One attempt, for a caller that tries something larger again. */
  async sendOnce(wanted: WebRequest): Promise<WebAnswer> {
    const passed: WebAnswer['headers'][] = [];
    let { url } = wanted;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await this.sendTo(wanted, url);
      const { location } = answer.headers;
      const isRedirect =
        [301, 302, 303, 307, 308].includes(answer.status) && location;
      if (!isRedirect) {
        if (wanted.expect.includes(answer.status)) return { ...answer, passed };
        await answer.body.dump({ limit: ERROR_MAX_BYTES }).catch(() => {});
        throw refusalOf(answer, url, this.options.readRefusal);
      }
      await answer.body.dump({ limit: ERROR_MAX_BYTES }).catch(() => {});
      passed.push(answer.headers);
      if (!URL.canParse(location, url))
        throw invalidAnswer(url, 'redirects to what is no URL');
      url = new URL(location, url);
    }
    throw invalidAnswer(url, `redirects more than ${MAX_REDIRECTS} times`);
  }

  /** The body of an answer, with errors as this client gives them. */
  async *readBody({ body }: WebAnswer, url: URL): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (cause) {
      throw unreachable(url, cause);
    }
  }

  private async sendTo(
    { method, headers, signal }: WebRequest,
    url: URL,
  ): Promise<Omit<WebAnswer, 'passed'>> {
    const reach = this.options.check(url);
    const { token } = this.options;
    signal?.throwIfAborted();
    try {
      const answer = await request(url, {
        dispatcher: this.agents[reach],
        method,
        headers: {
          'user-agent': 'waybill',
          // compressed bytes have another length and another digest
          'accept-encoding': 'identity',
          ...headers,
          ...(token && url.origin === token.origin
            ? { authorization: `Bearer ${token.value}` }
            : {}),
        },
        signal,
      });
      return {
        status: answer.statusCode,
        headers: flatten(answer.headers),
        body: answer.body,
      };
    } catch (cause) {
      signal?.throwIfAborted();
      throw unreachable(url, cause);
    }
  }

  private async readWhole(
    { body }: WebAnswer,
    url: URL,
    what: string,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        size += chunk.length;
        if (size > JSON_MAX_BYTES) break;
        chunks.push(chunk);
      }
    } catch (cause) {
      signal.throwIfAborted();
      throw unreachable(url, cause);
    }
    if (size > JSON_MAX_BYTES)
      throw invalidAnswer(
        url,
        `gives ${what} in more than ${JSON_MAX_BYTES} bytes`,
      );
    return Buffer.concat(chunks);
  }
}

function parseJson(bytes: Buffer, url: URL, what: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const isHtml = /^\s*</.test(bytes.subarray(0, 100).toString('latin1'));
    throw invalidAnswer(
      url,
      `gives ${isHtml ? 'a web page' : 'no JSON'} in the place of ${what}`,
      cause,
    );
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
