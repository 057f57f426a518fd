import path from 'node:path';
import process from 'node:process';
import { rootDir } from '../bootstrap/paths.mjs';
import { startProcess } from './processes.mjs';

/** Runs a TypeScript program of this repository with the arguments of this process, and ends as it ends. */
export async function runTask(label, file) {
  const running = startProcess(
    label,
    process.execPath,
    [
      path.join(rootDir, 'scripts/run-ts.mjs'),
      path.join(rootDir, file),
      ...process.argv.slice(2),
    ],
    { cwd: rootDir, env: process.env },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => running.child.kill(signal));
  }
  const { code } = await running.exited;
  process.exitCode = code ?? 1;
}
