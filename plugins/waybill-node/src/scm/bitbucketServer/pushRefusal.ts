import { refusalOf } from '../http/refusal';
import type { ScmHost } from '../http/ScmHost';
import { ScmError, type ScmErrorCode } from '../ScmError';
import { BranchMovedError } from './pushCommit';

const RACE = /non-fast-forward|not-fast-forward|fetch first|lock|stale/i;

/** What a failed push means. @internal */
export function pushRefusal(
  what: string,
  host: ScmHost,
  error: unknown,
): ScmError {
  if (error instanceof ScmError) return error;
  const { code, data } = error as {
    code?: string;
    data?: { statusCode?: number; prettyDetails?: string; reason?: string };
  };
  if (code === 'HttpError' && data?.statusCode) {
    return refusalOf(what, host, { status: data.statusCode, body: undefined });
  }
  const said = (data?.prettyDetails ?? data?.reason ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  const isRace =
    error instanceof BranchMovedError ||
    code === 'PushRejectedError' ||
    RACE.test(said);
  if (isRace) {
    return fail('CONFLICT', 'somebody else wrote to it at the same time');
  }
  return code === 'GitPushError'
    ? fail(
        'FORBIDDEN',
        'the branch is protected or a hook refuses the commit: open a pull request, or let the account pass',
      )
    : fail('UNAVAILABLE', 'the push failed; try again when the host is well');

  function fail(as: ScmErrorCode, advice: string): ScmError {
    return new ScmError({
      code: as,
      message: `Could not ${what}: ${host.host} did not take the push${
        said ? ` (${said})` : ''
      }; ${advice}`,
      cause: error,
    });
  }
}
