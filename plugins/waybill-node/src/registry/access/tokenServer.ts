import { request, type Dispatcher } from 'undici';
import {
  RegistryError,
  unreachableError,
  withoutQuery,
  type RegistryErrorCode,
} from '../errors';
import { readBounded } from './boundedBody';
import { basicHeader } from './basicHeader';
import type { RegistryCredentials } from './RegistryCredentials';

const TOKEN_MAX_BYTES = 64 * 1024;
const TOTAL_TIMEOUT_MS = 60_000;
/** No token lives less, and those of servers that say nothing live so long (distribution v3 "Token Authentication"). */
const MIN_LIFETIME_SECONDS = 60;
const MAX_LIFETIME_SECONDS = 24 * 60 * 60;
const CLIENT_ID = 'waybill';

export interface Token {
  readonly token: string;
  readonly lifetimeSeconds: number;
}

/** A question to the token server that a registry names. */
export interface TokenRequest {
  /** The registry that named it, for messages. */
  readonly host: string;
  readonly realm: URL;
  readonly service?: string;
  readonly scopes: readonly string[];
  readonly credentials?: RegistryCredentials;
  readonly dispatcher: Dispatcher;
}

interface Answer {
  readonly method: 'GET' | 'POST';
  readonly status: number;
  readonly body: string;
}

/**
 * Fetches a token (distribution v3.1 "Token Authentication"): OAuth2 with a refresh token where there is one, else GET
 * with Basic, and OAuth2 with the password where a server knows no GET.
 */
export async function fetchToken(asked: TokenRequest): Promise<Token> {
  const { username, password, identityToken } = asked.credentials ?? {};
  if (identityToken) {
    return parseToken(
      asked,
      await post(asked, {
        grant_type: 'refresh_token',
        refresh_token: identityToken,
      }),
    );
  }
  const answer = await get(asked);
  const knowsNoGet = answer.status === 404 || answer.status === 405;
  if (knowsNoGet && username && password) {
    const form = { grant_type: 'password', username, password };
    return parseToken(asked, await post(asked, form));
  }
  return parseToken(asked, answer);
}

function get(asked: TokenRequest): Promise<Answer> {
  const url = new URL(asked.realm);
  if (asked.service) url.searchParams.set('service', asked.service);
  for (const scope of asked.scopes) url.searchParams.append('scope', scope);
  const basic = basicHeader(asked.credentials);
  return send(asked, url, {
    method: 'GET',
    headers: basic ? { authorization: basic } : {},
  });
}

/** distribution v3.1 "OAuth2 Token Authentication". */
function post(
  asked: TokenRequest,
  form: Readonly<Record<string, string>>,
): Promise<Answer> {
  const body = new URLSearchParams({
    ...form,
    client_id: CLIENT_ID,
    scope: asked.scopes.join(' '),
    ...(asked.service ? { service: asked.service } : {}),
  });
  return send(asked, asked.realm, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });
}

async function send(
  { host, dispatcher }: TokenRequest,
  url: URL,
  options: {
    readonly method: 'GET' | 'POST';
    readonly headers: Record<string, string>;
    readonly body?: string;
  },
): Promise<Answer> {
  const { method } = options;
  try {
    const { statusCode, body } = await request(url, {
      ...options,
      headers: { 'user-agent': 'waybill', ...options.headers },
      dispatcher,
      signal: AbortSignal.timeout(TOTAL_TIMEOUT_MS),
    });
    const text = await readBounded(body, TOKEN_MAX_BYTES);
    return { method, status: statusCode, body: text };
  } catch (cause) {
    throw unreachableError({ method, url, host, cause });
  }
}

function parseToken(
  { host, realm }: TokenRequest,
  { method, status, body }: Answer,
): Token {
  const url = withoutQuery(realm);
  if (status !== 200) {
    throw new RegistryError({
      code: codeOfRefusal(status),
      isRetryable: status === 429 || status >= 500,
      method,
      url,
      status,
      message: `The token server ${url} of the registry ${host} answered ${status}. Check the credentials for this host (waybill.registries, or docker's configuration where they come from there).`,
    });
  }
  try {
    const parsed = JSON.parse(body);
    const token = parsed.token || parsed.access_token;
    // what stands in a header must not be able to end it
    if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token))
      return { token, lifetimeSeconds: lifetimeOf(parsed.expires_in) };
  } catch {
    // said below
  }
  throw new RegistryError({
    code: 'INVALID_ANSWER',
    method,
    url,
    message: `The token server ${url} of the registry ${host} answered without a token.`,
  });
}

function lifetimeOf(expiresIn: unknown): number {
  return Math.min(
    MAX_LIFETIME_SECONDS,
    Math.max(MIN_LIFETIME_SECONDS, Number(expiresIn) || 0),
  );
}

function codeOfRefusal(status: number): RegistryErrorCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status >= 500) return 'UNAVAILABLE';
  if (status === 403) return 'DENIED';
  return status >= 400 ? 'UNAUTHORIZED' : 'INVALID_ANSWER';
}
