import { request, type Dispatcher } from 'undici';
import {
  RegistryError,
  unreachableError,
  withoutQuery,
  type RegistryErrorCode,
} from './errors';
import type { RegistrySettings } from './settings';

const TOKEN_MAX_BYTES = 64 * 1024;
/** No token lives less, and those of servers that say nothing live so long (distribution v3 "Token Authentication"). */
const MIN_LIFETIME_SECONDS = 60;
const MAX_LIFETIME_SECONDS = 24 * 60 * 60;
/** A token is renewed this much before its end, so that it does not end on the way. */
const RENEW_BEFORE_MS = 10_000;

interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Credentials of one registry: they go to its own origin, and to the token server that it names there, and nowhere
 * else.
 */
export class RegistryAuth {
  private readonly tokens = new Map<
    string,
    { header: string; expiresAt: number }
  >();
  private isBasic = false;

  constructor(
    private readonly settings: RegistrySettings,
    private readonly dispatcher: Dispatcher,
    private readonly now: () => number = Date.now,
  ) {}

  /** The header to send for a scope, where one is known already. */
  headerFor(scope: string): string | undefined {
    if (this.isBasic) return this.basic();
    const token = this.tokens.get(scope);
    return token && token.expiresAt > this.now() ? token.header : undefined;
  }

  /**
   * Answers a 401.
   *
   * @returns false where there is nothing more to try
   */
  async answer(
    wwwAuthenticate: string | undefined,
    scope: string,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const sent = this.headerFor(scope);
    for (const challenge of parseChallenges(wwwAuthenticate ?? '')) {
      if (challenge.scheme === 'bearer' && challenge.parameters.realm) {
        if (sent) this.tokens.delete(scope);
        this.tokens.set(scope, await this.fetchToken(challenge, scope, signal));
        return true;
      }
      if (
        challenge.scheme === 'basic' &&
        this.settings.username &&
        !this.isBasic
      ) {
        this.isBasic = true;
        return true;
      }
    }
    return false;
  }

  private basic(): string | undefined {
    const { username, password = '' } = this.settings;
    return username
      ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
      : undefined;
  }

  /** distribution v3.1 "Token Authentication Specification": GET with the scope, Basic where there are credentials. */
  private async fetchToken(
    { parameters }: Challenge,
    scope: string,
    signal?: AbortSignal,
  ) {
    const url = this.checkRealm(parameters.realm);
    if (parameters.service) url.searchParams.set('service', parameters.service);
    for (const one of scope.split(' ')) url.searchParams.append('scope', one);
    const answer = await this.askTokenServer(url, signal);
    if (answer.statusCode !== 200) {
      throw new RegistryError({
        code: codeOfRefusal(answer.statusCode),
        isRetryable: answer.statusCode === 429 || answer.statusCode >= 500,
        method: 'GET',
        url: withoutQuery(url),
        status: answer.statusCode,
        message: `The token server ${withoutQuery(url)} of the registry ${
          this.settings.host
        } answered ${
          answer.statusCode
        }. Check username and password of this host under waybill.registries.`,
      });
    }
    const { token, expiresIn } = parseToken(answer.body, url);
    const lifetimeSeconds = Math.min(
      MAX_LIFETIME_SECONDS,
      Math.max(MIN_LIFETIME_SECONDS, expiresIn),
    );
    return {
      header: `Bearer ${token}`,
      expiresAt: this.now() + lifetimeSeconds * 1000 - RENEW_BEFORE_MS,
    };
  }

  private async askTokenServer(
    url: URL,
    signal?: AbortSignal,
  ): Promise<{ statusCode: number; body: string }> {
    const basic = this.basic();
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.dispatcher,
        headers: basic ? { authorization: basic } : {},
        signal,
      });
      return { statusCode, body: await readBounded(body, TOKEN_MAX_BYTES) };
    } catch (cause) {
      signal?.throwIfAborted();
      const { host } = this.settings;
      throw unreachableError({ method: 'GET', url, host, cause });
    }
  }

  /** A token server gets the password: over TLS, or in clear only where the registry itself is configured so. */
  private checkRealm(realm: string): URL {
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    if (
      url?.protocol === 'https:' ||
      (url?.protocol === 'http:' && this.settings.plainHttp)
    )
      return url;
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      message: `The registry ${this.settings.host} names a token server that is not reached over HTTPS; credentials are not sent there.`,
    });
  }
}

function codeOfRefusal(status: number): RegistryErrorCode {
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'UNAVAILABLE' : 'UNAUTHORIZED';
}

/** RFC 9110 section 11.6.1: one header may hold several challenges. */
function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] =
    [];
  const pattern =
    /([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"([^"]*)"|([^\s,"]+))|([A-Za-z][A-Za-z0-9_-]*)(?=\s|$)/g;
  for (const [, key, quoted, plain, scheme] of header
    .slice(0, 8192)
    .matchAll(pattern)) {
    if (scheme)
      challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    else if (challenges.length > 0)
      challenges[challenges.length - 1].parameters[key.toLowerCase()] =
        quoted ?? plain;
  }
  return challenges;
}

function parseToken(
  body: string,
  url: URL,
): { token: string; expiresIn: number } {
  try {
    const parsed = JSON.parse(body);
    const token = parsed.token || parsed.access_token;
    // what stands in a header must not be able to end it
    if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token))
      return { token, expiresIn: Number(parsed.expires_in) || 0 };
  } catch {
    // said below
  }
  throw new RegistryError({
    code: 'INVALID_ANSWER',
    method: 'GET',
    url: withoutQuery(url),
    message: `The token server ${withoutQuery(url)} answered without a token.`,
  });
}

/** The first bytes of a body as text; the rest is thrown away. */
export async function readBounded(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (size < maxBytes) chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
    if (size > maxBytes * 16) break; // leaving the loop closes the connection
  }
  return Buffer.concat(chunks).toString('utf8');
}
