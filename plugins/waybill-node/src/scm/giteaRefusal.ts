import { ScmError, type ScmErrorCode } from './ScmError';

interface KnownAnswer {
  readonly code: ScmErrorCode;
  readonly advice: string;
}

const REJECTED: KnownAnswer = {
  code: 'REJECTED',
  advice: 'the host refused it',
};

const ANSWERS: Readonly<Record<number, KnownAnswer>> = {
  401: {
    code: 'UNAUTHORIZED',
    advice: 'check username and password (token) in integrations.gitea',
  },
  403: {
    code: 'FORBIDDEN',
    advice:
      'the account in integrations.gitea needs the right to do this (token scope, organisation or branch protection)',
  },
  404: {
    code: 'NOT_FOUND',
    advice: 'check the owner and the name, and that the account may see it',
  },
  409: { code: 'CONFLICT', advice: 'somebody changed it at the same time' },
  429: { code: 'UNAVAILABLE', advice: 'it asks to come back later' },
  503: { code: 'UNAVAILABLE', advice: 'try again when it is well' },
};

/**
 * The error for an answer of 4xx or 5xx: what was being done, what the host said, and what to do.
 *
 * @internal
 */
export function refusalOf(
  what: string,
  host: string,
  answer: { readonly status: number; readonly body: unknown },
): ScmError {
  const { status } = answer;
  const known = ANSWERS[status] ?? (status >= 500 ? ANSWERS[503] : REJECTED);
  const said = messageOf(answer.body);
  return new ScmError({
    code: known.code,
    status,
    message: `Could not ${what}: ${host} answered HTTP ${status}${
      said ? ` (${said})` : ''
    }; ${known.advice}`,
  });
}

function messageOf(body: unknown): string | undefined {
  const message = (body as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' && message
    ? message.replace(/\s+/g, ' ').slice(0, 300)
    : undefined;
}
