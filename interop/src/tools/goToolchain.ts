import { runProgram, runSuccessfully } from '../processes';
import { ToolError } from './errors';

/** The newest `go` line among the modules of the list. */
const REQUIRED_GO = { major: 1, minor: 26 };

/** Environment of every call of `go`: no C compiler, and module files that Go may complete by itself. */
export const GO_ENVIRONMENT = {
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=mod',
  GOWORK: 'off',
};

export interface GoToolchain {
  /** `go1.26.8` */
  readonly version: string;
  run(
    args: readonly string[],
    options?: { cwd?: string; signal?: AbortSignal; timeoutMs?: number },
  ): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

/** @throws ToolError with code `GO_MISSING` or `GO_TOO_OLD` */
export async function findGo(): Promise<GoToolchain> {
  let version: string;
  try {
    const result = await runSuccessfully('go', ['env', 'GOVERSION']);
    version = result.stdout.trim();
  } catch (error) {
    throw new ToolError({
      code: 'GO_MISSING',
      message:
        'The interop suite builds real programs from their Go modules and found no `go` on the PATH. ' +
        `Install Go ${REQUIRED_GO.major}.${REQUIRED_GO.minor} or later (https://go.dev/dl/) and run it again; ` +
        'everything else works without Go.',
      cause: error,
    });
  }
  if (!isRecentEnough(version)) {
    throw new ToolError({
      code: 'GO_TOO_OLD',
      message:
        `The interop suite needs Go ${REQUIRED_GO.major}.${REQUIRED_GO.minor} or later; the \`go\` on the PATH is ${version}. ` +
        'Install a later one (https://go.dev/dl/) and run it again.',
    });
  }
  return {
    version,
    run: (args, options = {}) =>
      runProgram('go', args, {
        ...options,
        env: GO_ENVIRONMENT,
        timeoutMs: options.timeoutMs ?? 10 * 60_000,
      }),
  };
}

function isRecentEnough(version: string): boolean {
  const match = /^go(\d+)\.(\d+)/.exec(version);
  if (!match) {
    // A development build: its user knows.
    return version.startsWith('devel');
  }
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return (
    major > REQUIRED_GO.major ||
    (major === REQUIRED_GO.major && minor >= REQUIRED_GO.minor)
  );
}
