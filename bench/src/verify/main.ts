import { randomInt } from 'node:crypto';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
  abortOnSignals,
  buildTools,
  repositoryFile,
  startRegistry,
  StoppedError,
  ToolError,
} from '@waybill/interop';
import { buildPrograms } from '../measuring';
import { describeMachine } from '../report/machine';
import { readVerifyCommandLine } from './commandLine';
import type { VerifyPlace } from './contenders';
import { countRequests } from './countRequests';
import { makeKeyPair } from './keyPair';
import { makeVerifyReport, printVerifyReport } from './report';
import { runRounds } from './rounds';
import { pushSignedDigests } from './signedDigests';

const PROGRAMS = ['cosign', 'registry'];
/** So many digests are enough to see what is asked for each. */
const COUNTED_DIGESTS = 20;
const started = Date.now();

function log(text: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`[${String(seconds).padStart(4)} s] ${text}`);
}

async function main(): Promise<number> {
  if (process.platform !== 'linux') {
    throw new Error('The benchmark reads counters that only Linux keeps.');
  }
  const { folder: parent, ...options } = readVerifyCommandLine(
    process.argv.slice(2),
    () => randomInt(2 ** 31),
  );
  const signal = abortOnSignals();
  const tools = await buildTools({ names: PROGRAMS, log, signal });
  const folder = await fs.mkdtemp(path.join(parent, 'waybill-bench-'));
  try {
    const registry = await startRegistry({
      folder: path.join(folder, 'registry'),
      tools,
      signal,
    });
    try {
      const { privateKeyPem, publicKeyPem } = makeKeyPair();
      log(`sign ${options.digests} digests in both forms`);
      const digests = await pushSignedDigests({
        host: registry.host,
        count: options.digests,
        privateKeyPem,
        signal,
      });
      const place: VerifyPlace = {
        host: registry.host,
        cosign: tools.path('cosign'),
        measure: (await buildPrograms(folder)).measure,
        publicKeyPem,
        folder,
        signal,
      };
      log('count requests');
      const requests = await countRequests(
        place,
        digests.slice(0, COUNTED_DIGESTS),
      );
      const loadBefore = os.loadavg();
      const runs = await runRounds({
        options,
        place,
        digests,
        registryPid: registry.pid ?? 0,
        log,
      });
      await writeReport({
        startedAt: new Date(started).toISOString(),
        machine: describeMachine(tools, PROGRAMS),
        loadBefore,
        options,
        requests,
        runs,
      });
      return 0;
    } finally {
      await registry.stop();
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function writeReport(
  what: Parameters<typeof makeVerifyReport>[0],
): Promise<void> {
  const report = makeVerifyReport(what);
  const resultFile = repositoryFile('bench', 'results', 'verify.json');
  await fs.mkdir(path.dirname(resultFile), { recursive: true });
  await fs.writeFile(resultFile, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\n${printVerifyReport(report)}\n\nwritten to ${resultFile}`);
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
