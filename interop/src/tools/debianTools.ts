import { lastLines, runProgram } from '../processes';

/** A program of the machine, or why there is none. */
export type DebianTool =
  | {
      readonly isAvailable: true;
      readonly path: string;
      readonly version: string;
    }
  | { readonly isAvailable: false; readonly reason: string };

/**
 * Finds skopeo, which has no buildable module without C libraries. Where it is missing, Debian's package is installed
 * when this process may do so; its absence is a reason to skip, never to fail.
 */
export async function findSkopeo(
  log: (line: string) => void = () => {},
): Promise<DebianTool> {
  const found = await skopeoVersion();
  if (found) {
    return found;
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return {
      isAvailable: false,
      reason:
        'skopeo is not installed and only root on Debian can install it (apt-get install skopeo)',
    };
  }
  log('installing skopeo from Debian');
  const problem = await aptInstall('skopeo');
  const installed = await skopeoVersion();
  return (
    installed ?? {
      isAvailable: false,
      reason: `skopeo cannot be installed: ${
        problem ?? 'apt-get left no program'
      }`,
    }
  );
}

async function skopeoVersion(): Promise<DebianTool | undefined> {
  try {
    const result = await runProgram('skopeo', ['--version']);
    const version = /version (\S+)/.exec(result.stdout)?.[1] ?? 'unknown';
    return { isAvailable: true, path: 'skopeo', version };
  } catch {
    return undefined;
  }
}

/** @returns what went wrong, where something did */
async function aptInstall(name: string): Promise<string | undefined> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', name],
  ];
  try {
    for (const args of steps) {
      const result = await runProgram('apt-get', args, {
        env,
        timeoutMs: 5 * 60_000,
      });
      if (result.exitCode !== 0) {
        return lastLines(result.stderr, 2);
      }
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
