import { isError } from '@backstage/errors';

/** One entry of a registry's error body (distribution-spec v1.1.1, "Error Codes"). @public */
export interface RegistryErrorDetail {
  readonly code: string;
  readonly message: string;
}

/**
 * What a registry's refusal means for the caller.
 *
 * - `CONFIG_INVALID`: `waybill.registries` says nothing usable.
 * - `REGISTRY_NOT_CONFIGURED`: the host is not under `waybill.registries`; Waybill talks to no other.
 * - `CREDENTIALS_UNAVAILABLE`: docker's configuration or a credential helper cannot be read or run.
 * - `UNREACHABLE`: no answer, or the connection broke.
 * - `UNAUTHORIZED`, `DENIED`: no or wrong credentials; not allowed.
 * - `NOT_FOUND`: no such repository, manifest or blob.
 * - `DIGEST_MISMATCH`: the bytes are not those of the descriptor.
 * - `MANIFEST_TOO_LARGE`, `INVALID_ANSWER`: it answered something that no registry should.
 * - `RATE_LIMITED`, `UNAVAILABLE`: later perhaps.
 * - `UNSUPPORTED`: this registry does not do that at all.
 * - `REFUSED`: any other 4xx; `errors` says why.
 *
 * @public
 */
export type RegistryErrorCode =
  | 'CONFIG_INVALID'
  | 'REGISTRY_NOT_CONFIGURED'
  | 'CREDENTIALS_UNAVAILABLE'
  | 'UNREACHABLE'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'NOT_FOUND'
  | 'DIGEST_MISMATCH'
  | 'MANIFEST_TOO_LARGE'
  | 'INVALID_ANSWER'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'UNSUPPORTED'
  | 'REFUSED';

/**
 * A request to a registry that did not do what it should. The URL has no query (it may carry signatures), and no
 * header or body is kept.
 *
 * @public
 */
export class RegistryError extends Error {
  readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  readonly errors: readonly RegistryErrorDetail[];
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
  /** How long the registry asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(options: {
    code: RegistryErrorCode;
    message: string;
    method?: string;
    url?: string;
    status?: number;
    errors?: readonly RegistryErrorDetail[];
    isRetryable?: boolean;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.method = options.method;
    this.url = options.url;
    this.status = options.status;
    this.errors = options.errors ?? [];
    this.isRetryable = options.isRetryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

const CODE_OF_STATUS: Readonly<Record<number, RegistryErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  404: 'NOT_FOUND',
  405: 'UNSUPPORTED',
  408: 'UNAVAILABLE',
  429: 'RATE_LIMITED',
  501: 'UNSUPPORTED',
};

const ADVICE: Partial<Readonly<Record<RegistryErrorCode, string>>> = {
  UNAUTHORIZED:
    "Check the credentials for this host (waybill.registries, or docker's configuration where they come from there).",
  DENIED:
    'The account that Waybill has for this host may not do this: ask for access to the repository.',
  RATE_LIMITED: 'Try again later.',
  UNAVAILABLE: 'The registry has a problem of its own: try again later.',
  UNSUPPORTED:
    'This registry does not do that, or its operator has switched it off.',
};

/** The error for an answer that is not the expected one. */
export function errorOfAnswer(answer: {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string;
  readonly now: Date;
}): RegistryError {
  const { method, status } = answer;
  const url = withoutQuery(answer.url);
  const errors = parseErrors(answer.body);
  const code = codeOfAnswer(status, errors);
  const said = errors
    .map(({ code: its, message }) => (message ? `${its}: ${message}` : its))
    .join('; ');
  return new RegistryError({
    code,
    method,
    url,
    status,
    errors,
    isRetryable: code === 'RATE_LIMITED' || code === 'UNAVAILABLE',
    retryAfterMs: parseRetryAfter(answer.retryAfter, answer.now),
    message: [
      `The registry answered ${method} ${url} with ${status}${
        said ? ` (${said})` : ''
      }.`,
      ADVICE[code],
    ]
      .filter(Boolean)
      .join(' '),
  });
}

function codeOfAnswer(
  status: number,
  errors: readonly RegistryErrorDetail[],
): RegistryErrorCode {
  const known = CODE_OF_STATUS[status];
  if (known) return known;
  if (errors.some(({ code }) => code === 'UNSUPPORTED')) return 'UNSUPPORTED';
  return status >= 500 ? 'UNAVAILABLE' : 'REFUSED';
}

/** Codes of Node's HTTP parser: what came is none, or too much of it. */
const NO_HTTP_CODE = /^(HPE_|UND_ERR_HEADERS_OVERFLOW$)/;

/** Codes of Node's TLS: waiting does not make a certificate good. */
const TLS_CODE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO)/;

/** The error for a request without an answer, or without the end of one. */
export function unreachableError(request: {
  readonly method: string;
  readonly url: URL;
  readonly host: string;
  readonly cause: unknown;
}): RegistryError {
  const { method, url, host, cause } = request;
  const code = isError(cause) && cause.code ? String(cause.code) : undefined;
  const said = code ?? (isError(cause) ? cause.message : 'no reason given');
  const isTls = TLS_CODE.test(code ?? '');
  const isNoHttp =
    NO_HTTP_CODE.test(code ?? '') ||
    (isError(cause) && cause.name === 'HTTPParserError');
  if (isNoHttp) {
    // without the cause: it holds what came
    return new RegistryError({
      code: 'INVALID_ANSWER',
      method,
      url: withoutQuery(url),
      message: `${url.host} answers ${method} ${withoutQuery(
        url,
      )} with what is no HTTP, or with too many headers (${said}). Check that the registry ${host} is there, and plainHttp of this host.`,
    });
  }
  return new RegistryError({
    code: 'UNREACHABLE',
    method,
    url: withoutQuery(url),
    isRetryable: !isTls,
    cause,
    message: `${
      url.host === host
        ? `The registry ${host}`
        : `${url.host}, where the registry ${host} sends its clients,`
    } cannot be reached (${said}). ${
      isTls
        ? "Check the registry's certificate, and caFile and plainHttp of this host under waybill.registries."
        : 'Check that it runs, and what waybill.registries says of this host.'
    }`,
  });
}

/** A URL as it may be shown: without credentials and query. */
export function withoutQuery(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function parseErrors(body: string): RegistryErrorDetail[] {
  try {
    const { errors } = JSON.parse(body);
    if (!Array.isArray(errors)) return [];
    return errors.slice(0, 5).map(entry => ({
      code: String(entry?.code ?? 'UNKNOWN').slice(0, 64),
      message: String(entry?.message ?? '').slice(0, 300),
    }));
  } catch {
    return []; // a proxy's HTML page says nothing that helps
  }
}

/** RFC 9110 section 10.2.3: seconds or a date. */
export function parseRetryAfter(
  value: string | undefined,
  now: Date,
): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
