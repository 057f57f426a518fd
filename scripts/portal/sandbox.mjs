import path from 'node:path';
import process from 'node:process';
import { rootDir } from '../bootstrap/paths.mjs';
import { startProcess } from './processes.mjs';

const READY_TIMEOUT_MS = 60_000;

/**
 * Runs the sandbox as a child and waits until all its servers listen.
 *
 * @returns the process, and what it says of itself: `appConfigFile`, `kubeconfigFile`, `registry`, `git`
 */
export async function startSandboxProcess({ stateDir, args = [], onLine }) {
  const running = startProcess(
    'the sandbox',
    process.execPath,
    [
      'scripts/run-ts.mjs',
      'packages/sandbox/src/cli.ts',
      'start',
      '--state',
      stateDir,
      ...args,
    ],
    { cwd: rootDir, env: process.env, onLine, ipc: true },
  );
  const ready = await new Promise((resolve, reject) => {
    const fail = reason =>
      reject(
        new Error(`The sandbox did not start: ${reason}\n${running.tail()}`),
      );
    const timer = setTimeout(() => {
      running.child.kill('SIGKILL');
      fail(`no answer within ${READY_TIMEOUT_MS / 1000} s`);
    }, READY_TIMEOUT_MS);
    running.child.on('message', message => {
      if (message?.type === 'ready') {
        clearTimeout(timer);
        resolve(message);
      }
    });
    running.exited.then(({ code, error }) => {
      clearTimeout(timer);
      fail(error?.message ?? `exit code ${code}`);
    });
  });
  return { running, ...ready };
}

export const defaultStateDir = path.join(rootDir, '.sandbox');
