import { ImportError, type ImportErrorCode } from '../ImportError';

const REFUSALS: readonly {
  readonly pattern: RegExp;
  readonly code: ImportErrorCode;
  readonly advice: string;
}[] = [
  {
    pattern: /transport '.*' not allowed|protocol '.*' is not supported/,
    code: 'HOST_NOT_ALLOWED',
    advice: 'it leads to what is neither https nor ssh',
  },
  {
    pattern:
      /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|Permission denied|HTTP code 40[13]|error: 40[13]/,
    code: 'UNAUTHORIZED',
    advice:
      'log in to its host with a credential helper of git, or with an SSH key; a private repository looks like this too',
  },
  {
    pattern:
      /couldn't find remote ref|not our ref|unadvertised object|unknown revision|Needed a single revision/,
    code: 'REVISION_NOT_FOUND',
    advice: 'there is no such branch, tag or commit',
  },
  {
    pattern:
      /[Rr]epository .*not found|does not exist|does not appear to be a git repository|error: 404/,
    code: 'NOT_FOUND',
    advice: 'check its name, and that your account may read it',
  },
  {
    pattern:
      /Could not resolve host|Failed to connect|Couldn't connect|Connection (?:refused|reset|timed out)|Operation too slow|early EOF|hung up|SSL|certificate/,
    code: 'UNREACHABLE',
    advice: 'check the name of the host and your network',
  },
];
const OTHERWISE = {
  code: 'UNAVAILABLE' as const,
  advice: 'git ended without a reason that is known here; try again later',
};

/**
 * What git says, as an error of ours. Its words may hold addresses: they stay in the cause, without what could be a
 * password.
 */
export function gitRefusal(
  name: string,
  words: string,
  exitCode: number | null,
): ImportError {
  const { code, advice } =
    REFUSALS.find(({ pattern }) => pattern.test(words)) ?? OTHERWISE;
  const said = words.replace(/\/\/[^/@\s]*@/g, '//***@').trim();
  return new ImportError({
    code,
    cause: new Error(`git ended with ${exitCode}: ${said.slice(0, 2_000)}`),
    message: `${name} cannot be read: ${advice}.`,
  });
}
