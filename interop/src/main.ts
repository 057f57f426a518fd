import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CheckRunner } from './checks';
import { readCommandLine, type CommandLine } from './commandLine';
import { abortOnSignals, StoppedError } from './processes';
import { programsOf } from './parts';
import { runSuite } from './suite';
import { buildTools, findSkopeo, ToolError } from './tools';

const started = Date.now();

function log(line: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`[${String(seconds).padStart(4)} s] ${line}`);
}

async function main(): Promise<number> {
  const options = readCommandLine(process.argv.slice(2));
  const signal = abortOnSignals();
  const names = programsOf(options.parts, options.sections);
  const tools = await buildTools({ names, log, signal });
  await findSkopeo(log);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-interop-'));
  const runner = new CheckRunner({
    print: line => console.log(line),
    signal,
    only: options.only,
  });
  try {
    await runSuite({ ...options, tools, runner, folder, log, signal });
  } finally {
    await cleanUp(folder, options, runner.totals.failed > 0);
  }
  runner.printSummary();
  return runner.exitCode;
}

async function cleanUp(
  folder: string,
  { keep }: CommandLine,
  hasFailures: boolean,
): Promise<void> {
  if (keep || hasFailures) {
    log(`logs and data are in ${folder}`);
  } else {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

main().then(
  exitCode => {
    process.exitCode = exitCode;
  },
  error => {
    const isExpected =
      error instanceof ToolError || error instanceof StoppedError;
    console.error(isExpected ? error.message : error);
    process.exitCode = error instanceof ToolError ? error.exitCode : 1;
  },
);
