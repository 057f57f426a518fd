import { spawn } from 'node:child_process';
import process from 'node:process';

const KEPT_LINES = 40;
const HEARTBEAT_MS = 15_000;

/**
 * Runs a long command with one line of progress: a ticking clock on a terminal, a line every 15 s elsewhere. Its output
 * is kept back and shown only when it fails.
 */
export function runWithProgress(label, command, args, options) {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const isTerminal = process.stderr.isTTY;
  const show = text =>
    process.stderr.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
  show(`  ${label} …`);
  const timer = setInterval(
    () => show(`  ${label} … ${elapsed()}`),
    isTerminal ? 1_000 : HEARTBEAT_MS,
  );

  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tail = [];
    const keep = chunk => {
      tail.push(
        ...chunk
          .toString('utf8')
          .split('\n')
          .filter(line => line.trim()),
      );
      tail.splice(0, Math.max(0, tail.length - KEPT_LINES));
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', error => {
      clearInterval(timer);
      reject(new Error(`${label}: could not run ${command}: ${error.message}`));
    });
    child.on('close', code => {
      clearInterval(timer);
      show(
        `  ${label}: ${
          code === 0 ? `done in ${elapsed()}` : `failed after ${elapsed()}`
        }`,
      );
      if (isTerminal) process.stderr.write('\n');
      if (code === 0) resolve();
      else
        reject(
          new Error(`${label} failed (exit code ${code}):\n${tail.join('\n')}`),
        );
    });
  });
}
