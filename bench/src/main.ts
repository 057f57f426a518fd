import { randomInt } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  abortOnSignals,
  buildTools,
  buildWaybill,
  repositoryFile,
  StoppedError,
  ToolError,
} from '@waybill/interop';
import { readCommandLine } from './commandLine';
import { buildPrograms } from './measuring';
import { describeMachine, makeReport, printReport } from './report';
import type { Run } from './Run';
import { runSections } from './runSections';
import { seededRandom } from './statistics';

const PEERS = ['kit', 'modctl', 'oras', 'crane', 'registry'];
const started = Date.now();

function log(line: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`[${String(seconds).padStart(4)} s] ${line}`);
}

async function main(): Promise<number> {
  if (process.platform !== 'linux') {
    throw new Error('The benchmark reads counters that only Linux keeps.');
  }
  const options = readCommandLine(process.argv.slice(2), () =>
    randomInt(2 ** 31),
  );
  const signal = abortOnSignals();
  const tools = await buildTools({ names: PEERS, log, signal });
  const folder = await fs.mkdtemp(path.join(options.folder, 'waybill-bench-'));
  const runs: Run[] = [];
  try {
    const failures = await runSections(options, {
      folder,
      tools,
      signal,
      log,
      programs: await buildPrograms(folder),
      waybill: await buildWaybill(folder, signal),
      only: options.only,
      random: seededRandom(options.seed),
      record: run => runs.push(run),
    });
    const report = makeReport({
      startedAt: new Date(started).toISOString(),
      machine: describeMachine(tools),
      options,
      failures: Object.fromEntries(failures),
      runs,
    });
    const resultFile = repositoryFile('bench', 'results', 'package.json');
    await fs.mkdir(path.dirname(resultFile), { recursive: true });
    await fs.writeFile(resultFile, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\n${printReport(report)}\n\nwritten to ${resultFile}`);
    return failures.size > 0 || runs.length === 0 ? 1 : 0;
  } finally {
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
