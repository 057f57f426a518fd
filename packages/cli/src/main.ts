import process from 'node:process';
import { lazyCommands } from './commands/lazyCommands';
import { CliError } from './errors/CliError';
import { ExitCode } from './errors/exitCodes';
import { runWaybill } from './runWaybill';
import { processTerminal } from './terminal/processTerminal';

const SIGNALS = {
  SIGINT: ExitCode.interrupted,
  SIGTERM: ExitCode.terminated,
} as const;

async function main(): Promise<void> {
  const aborter = new AbortController();
  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait for an orderly end.
      if (aborter.signal.aborted) process.exit(exitCode);
      aborter.abort(
        new CliError({
          code: 'INTERRUPTED',
          message: `Interrupted by ${signal} before it was done.`,
          exitCode,
        }),
      );
    });
  }
  // `waybill inspect … | head` closes the pipe early, which is no failure of ours.
  process.stdout.on('error', error => {
    process.exit((error as NodeJS.ErrnoException).code === 'EPIPE' ? 0 : 1);
  });
  // A run that waits for a worker thread only would end here, silently: the run decides when it has ended.
  const isRunning = setInterval(() => {}, 60_000);
  process.exitCode = ExitCode.failed;
  process.exitCode = await runWaybill(process.argv.slice(2), {
    terminal: processTerminal(),
    signal: aborter.signal,
    commands: lazyCommands,
  });
  clearInterval(isRunning);
  // Connections that a registry keeps open would keep the process waiting.
  process.exit();
}

void main();
