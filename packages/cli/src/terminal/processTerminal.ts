import process from 'node:process';
import type { OutputStream, Terminal } from './Terminal';

/** The terminal, pipe or log that this process was started in. */
export function processTerminal(): Terminal {
  return {
    stdin: process.stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: () => performance.now(),
  };
}

function outputOf(stream: NodeJS.WriteStream): OutputStream {
  return {
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
    write: text => {
      stream.write(text);
    },
  };
}
