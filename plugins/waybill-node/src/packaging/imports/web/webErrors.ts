import { isError } from '@backstage/errors';
import { parseRetryAfter, withoutQuery } from '../../../registry/errors';
import { ImportError, type ImportErrorCode } from '../ImportError';
import { privateAddress } from './HostRules';
import { NOT_PUBLIC_CODE } from './publicAddress';

/** What a server means by refusing; `undefined` leaves it to the status. */
export type ReadRefusal = (answer: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: URL;
}) =>
  | {
      readonly code: ImportErrorCode;
      readonly message: string;
      /** Where it may go well next time although the status does not say so. */
      readonly isRetryable?: boolean;
    }
  | undefined;

/** The error for an answer that is not the expected one. */
export function refusalOf(
  answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
  },
  url: URL,
  readRefusal: ReadRefusal | undefined,
): ImportError {
  const { status, headers } = answer;
  const said = readRefusal?.({ status, headers, url });
  const { code, advice } = meaningOf(status);
  return new ImportError({
    code: said?.code ?? code,
    status,
    isRetryable:
      said?.isRetryable ?? (status === 429 || status === 408 || status >= 500),
    retryAfterMs: parseRetryAfter(
      headers['retry-after'] ?? secondsToReset(headers.ratelimit),
      new Date(),
    ),
    message:
      said?.message ??
      `${url.host} answered ${withoutQuery(url)} with ${status}. ${advice}`,
  });
}

/** Hugging Face's way to say it (the draft of RateLimit headers): `"api";r=0;t=55`. */
function secondsToReset(rateLimit: string | undefined): string | undefined {
  return rateLimit?.match(/;\s*t=(\d{1,6})\b/)?.[1];
}

function meaningOf(status: number): { code: ImportErrorCode; advice: string } {
  switch (status) {
    case 401:
      return {
        code: 'UNAUTHORIZED',
        advice: 'It wants credentials, and Waybill has none for it.',
      };
    case 403:
      return {
        code: 'DENIED',
        advice: 'Ask its owner for access.',
      };
    case 404:
    case 410:
      return {
        code: 'NOT_FOUND',
        advice: 'Check the address.',
      };
    case 429:
      return {
        code: 'RATE_LIMITED',
        advice: 'It was asked too often: try again later.',
      };
    default:
      return status >= 500 || status === 408
        ? {
            code: 'UNAVAILABLE',
            advice: 'It has a problem of its own: try again later.',
          }
        : { code: 'REFUSED', advice: 'Check the address.' };
  }
}

export function invalidAnswer(
  url: URL,
  what: string,
  cause?: unknown,
): ImportError {
  return new ImportError({
    code: 'INVALID_ANSWER',
    cause,
    message: `${url.host} does not answer as it should: ${withoutQuery(
      url,
    )} ${what}. Check that the address is that of the service that it is taken for.`,
  });
}

/** Codes of Node's TLS: waiting does not make a certificate good. */
const TLS_CODE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO)/;

/** The error for a request without an answer, or without the end of one. */
export function unreachable(url: URL, cause: unknown): ImportError {
  const code = isError(cause) && cause.code ? String(cause.code) : '';
  if (code === NOT_PUBLIC_CODE) return privateAddress(url, cause);
  const isTls = TLS_CODE.test(code);
  const said = code || (isError(cause) ? cause.message : 'no reason given');
  return new ImportError({
    code: 'UNREACHABLE',
    isRetryable: !isTls,
    cause,
    message: `${
      url.host
    } cannot be reached, or the connection broke (${said}). ${
      isTls
        ? 'Check its certificate, and caFile where it is configured.'
        : 'Check the address and try again.'
    }`,
  });
}
