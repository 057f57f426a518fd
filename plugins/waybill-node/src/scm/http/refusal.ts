import { ScmError, type ScmErrorCode } from '../ScmError';
import type { ScmHost } from './ScmHost';

const CODES: Readonly<Record<number, ScmErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'UNAVAILABLE',
};

/**
 * The error for an answer of 4xx or 5xx: what was being done, what the host said, and what to do.
 *
 * @internal
 */
export function refusalOf(
  what: string,
  host: ScmHost,
  answer: {
    readonly status: number;
    readonly body: unknown;
    readonly retryAfterMs?: number;
  },
): ScmError {
  const { status } = answer;
  const isLimited = status === 429 || answer.retryAfterMs !== undefined;
  const code = isLimited ? 'UNAVAILABLE' : codeOf(status);
  const said = tidy(host.readMessage?.(answer.body) ?? messageOf(answer.body));
  return new ScmError({
    code,
    status,
    message: `Could not ${what}: ${host.host} answered HTTP ${status}${
      said ? ` (${said})` : ''
    }; ${adviceFor(code, host, isLimited ? answer.retryAfterMs : undefined)}`,
  });
}

function codeOf(status: number): ScmErrorCode {
  return CODES[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'REJECTED');
}

function adviceFor(
  code: ScmErrorCode,
  host: ScmHost,
  retryAfterMs: number | undefined,
): string {
  switch (code) {
    case 'UNAUTHORIZED':
      return `check ${host.credentialName} in ${host.integration}`;
    case 'FORBIDDEN':
      return `the account in ${host.integration} needs the right to do this (token scope, organisation or branch protection)`;
    case 'NOT_FOUND':
      return 'check the owner and the name, and that the account may see it';
    case 'CONFLICT':
      return 'somebody changed it at the same time';
    case 'UNAVAILABLE':
      return retryAfterMs === undefined
        ? 'try again when it is well'
        : `it asks to come back in ${Math.ceil(retryAfterMs / 1000)} s`;
    default:
      return 'the host refused it';
  }
}

/** `{message}` of Gitea and GitHub. */
function messageOf(body: unknown): string | undefined {
  const message = (body as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message : undefined;
}

function tidy(message: string | undefined): string | undefined {
  return message?.replace(/\s+/g, ' ').trim().slice(0, 300) || undefined;
}
