import { spawn } from 'node:child_process';
import net from 'node:net';

const KEPT_LINES = 60;
const STOP_GRACE_MS = 10_000;

/**
 * Starts a child that belongs to this process: its last lines are kept for an error message, and it ends with us.
 *
 * @param options.onLine called with each line of its output; where absent the output is inherited
 * @returns the child, `tail()` and `stop()`
 */
export function startProcess(
  label,
  command,
  args,
  { cwd, env, onLine, ipc } = {},
) {
  const output = onLine ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', output, output, ...(ipc ? ['ipc'] : [])],
  });
  const lines = [];
  const read = stream => {
    let rest = '';
    stream?.setEncoding('utf8').on('data', text => {
      const parts = (rest + text).split('\n');
      rest = parts.pop();
      for (const line of parts) {
        lines.push(line);
        lines.splice(0, Math.max(0, lines.length - KEPT_LINES));
        onLine(line);
      }
    });
  };
  if (onLine) {
    read(child.stdout);
    read(child.stderr);
  }
  const exited = new Promise(resolve => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', error =>
      resolve({ code: undefined, signal: undefined, error }),
    );
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.on('exit', endWithUs);
  exited.then(() => process.off('exit', endWithUs));

  return {
    label,
    child,
    exited,
    tail: () => lines.join('\n'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** A port that nothing listens on at this moment. */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until a URL answers with 2xx, the process ends, or the deadline passes. */
export async function waitForUrl(url, running, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  let ended;
  running.exited.then(result => {
    ended = result;
  });
  while (Date.now() < deadline) {
    if (ended) {
      throw new Error(
        `${running.label} ended (${
          ended.error?.message ?? `exit code ${ended.code ?? ended.signal}`
        }) before ${url} answered.\n${running.tail()}`,
      );
    }
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) return;
    } catch {
      // not listening yet
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error(
    `${running.label}: ${url} did not answer within ${
      timeoutMs / 1000
    } s.\n${running.tail()}`,
  );
}
