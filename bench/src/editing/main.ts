import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import {
  findModelReferences,
  planVersionBump,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { repositoryFile } from '@waybill/interop';
import { summarise } from '../statistics';
import { buildFleetRepository, repositoryOf } from './fleetRepository';

const USAGE = `yarn bench:editing [options]
  --files <n>     YAML files of the repository (5000)
  --rounds <n>    rounds (5)`;

/** What is promised of a repository with 5,000 files. */
const TARGET_SECONDS = 3;
const NEW_DIGEST = `sha256:${'b'.repeat(64)}`;

interface Job {
  readonly title: string;
  readonly run: (files: readonly RepositoryFile[], round: number) => number;
}

const JOBS: readonly Job[] = [
  {
    title: 'search and edit one model in one environment',
    run: (files, round) =>
      planVersionBump(files, bumpOf(round, ['production'])).edits.length,
  },
  {
    title: 'search and edit one model in three environments',
    run: (files, round) =>
      planVersionBump(files, bumpOf(round, ['dev', 'staging', 'production']))
        .edits.length,
  },
  {
    title: 'find all models of all environments',
    run: files => findModelReferences(files).references.length,
  },
];

function bumpOf(round: number, environments: readonly string[]) {
  return {
    repository: repositoryOf(round),
    version: '1.1.0',
    digest: NEW_DIGEST,
    target: { environments },
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  const files = buildFleetRepository(options.files);
  const megabytes =
    files.reduce((sum, { content }) => sum + content.length, 0) / 1e6;
  console.log(
    `${files.length} YAML files, ${megabytes.toFixed(1)} MB, ${
      options.rounds
    } rounds`,
  );
  const results = JOBS.map(({ title, run }) => {
    const seconds: number[] = [];
    const cpuSeconds: number[] = [];
    let found = 0;
    for (let round = 0; round < options.rounds; round++) {
      const start = performance.now();
      const cpuBefore = process.cpuUsage();
      found = run(files, round);
      const { user, system } = process.cpuUsage(cpuBefore);
      seconds.push((performance.now() - start) / 1000);
      cpuSeconds.push((user + system) / 1e6);
    }
    const { min, median, max } = summarise(seconds);
    console.log(
      `${title}: ${[min, median, max]
        .map(value => `${value.toFixed(2)} s`)
        .join(' / ')} (min / median / max), CPU ${summarise(
        cpuSeconds,
      ).median.toFixed(2)} s, ${found} found`,
    );
    return { title, found, seconds, cpuSeconds };
  });
  const slowest = Math.max(...results.slice(0, 2).flatMap(job => job.seconds));
  const isMet = slowest < TARGET_SECONDS;
  console.log(
    `target: searched and edited in under ${TARGET_SECONDS} s: ${
      isMet ? 'met' : 'not met'
    }, ${slowest.toFixed(2)} s at most`,
  );
  await writeReport({ ...options, megabytes, results, slowest, isMet });
}

async function writeReport(report: object): Promise<void> {
  const file = repositoryFile('bench', 'results', 'editing.json');
  await fs.mkdir(path.dirname(file), { recursive: true });
  const machine = {
    cpu: os.cpus()[0]?.model,
    cores: os.cpus().length,
    node: process.version,
    loadBefore: os.loadavg(),
  };
  const text = JSON.stringify({ machine, ...report }, null, 2);
  await fs.writeFile(file, `${text}\n`);
  console.log(`written to ${file}`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      files: { type: 'string', default: '5000' },
      rounds: { type: 'string', default: '5' },
    },
  });
  const [files, rounds] = [Number(values.files), Number(values.rounds)];
  if (!(files >= 14 && rounds >= 1) || !Number.isInteger(files * rounds)) {
    throw new Error(USAGE);
  }
  return { files, rounds };
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
