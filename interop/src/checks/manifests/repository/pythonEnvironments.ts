import { createHash, randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { lastLines, runProgram } from '../../../processes';
import { toolsFolder } from '../../../tools';
import { SkippedError } from '../../check';

/** The versions for which what is pinned has ready-made files. */
const PYTHONS = ['python3.11', 'python3.12', 'python3'];

/** An interpreter with packages of its own. */
export interface PythonEnvironment {
  readonly python: string;
}

/** Installs by digest as pip does, in a tenth of the time. */
const UV = 'uv==0.13.9\n';

/**
 * A virtual environment with exactly what some requirements name, kept beside the built programs under a hash of them:
 * PyPI is asked once.
 *
 * @throws SkippedError where there is no Python that fits, or PyPI cannot be reached
 */
export async function pythonEnvironment(
  requirements: string,
  signal: AbortSignal,
): Promise<PythonEnvironment> {
  const found = await findPython();
  const uv = await environmentOf(UV, found, signal, (python, file) => [
    python,
    ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '-r', file],
  ]);
  return environmentOf(requirements, found, signal, (python, file) => [
    uv.python,
    [
      ...['-m', 'uv', 'pip', 'install', '--quiet', '--no-config'],
      ...['--python', python, '--only-binary', ':all:', '-r', file],
      ...(requirements.includes('--hash=') ? ['--require-hashes'] : []),
    ],
  ]);
}

async function environmentOf(
  requirements: string,
  { program, version }: FoundPython,
  signal: AbortSignal,
  install: (python: string, file: string) => [string, readonly string[]],
): Promise<PythonEnvironment> {
  const hash = createHash('sha256')
    .update(`${version}\n${requirements}`)
    .digest('hex')
    .slice(0, 16);
  const folder = path.join(path.dirname(toolsFolder()), 'python', hash);
  const python = path.join(folder, 'bin', 'python');
  const done = path.join(folder, 'requirements.txt');
  if (await exists(done)) return { python };
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(folder, { recursive: true });
  const draft = path.join(folder, `requirements-${randomUUID()}.txt`);
  await fs.writeFile(draft, requirements);
  await run(program, ['-m', 'venv', folder], signal);
  await run(...install(python, draft), signal);
  await fs.rename(draft, done);
  return { python };
}

interface FoundPython {
  readonly program: string;
  /** `3.11` */
  readonly version: string;
}

async function run(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const result = await runProgram(program, args, {
    signal,
    timeoutMs: 15 * 60_000,
  });
  if (result.exitCode === 0) return;
  const said = `${result.stdout}\n${result.stderr}`;
  // A digest that does not match is a failure; a network that is not there is not.
  if (
    /Temporary failure|Connection|timed out|No route|ProxyError/i.test(said)
  ) {
    throw new SkippedError(`PyPI cannot be reached: ${lastLines(said, 2)}`);
  }
  throw new Error(`${result.command} failed:\n${lastLines(said, 8)}`);
}

async function findPython(): Promise<FoundPython> {
  for (const program of PYTHONS) {
    const answer = await runProgram(program, ['--version']).catch(
      () => undefined,
    );
    const version = /Python (3\.(\d+))/.exec(answer?.stdout ?? '');
    if (version && [11, 12].includes(Number(version[2]))) {
      return { program, version: version[1] };
    }
  }
  throw new SkippedError(
    'there is no Python 3.11 or 3.12 on the PATH: what the repositories pin has no files for others',
  );
}

function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
