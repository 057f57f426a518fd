import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { repositoryFile } from '@waybill/interop';
import {
  type ManifestsCommandLine,
  readManifestsCommandLine,
} from './commandLine';
import { type ManifestsJob, manifestsJobs } from './jobs';
import {
  describeHost,
  type JobTimes,
  type ManifestsReport,
  printManifestsReport,
  timesOf,
} from './report';

async function main(): Promise<void> {
  const options = readManifestsCommandLine(process.argv.slice(2));
  const startedAt = new Date().toISOString();
  const loadBefore = os.loadavg();
  const jobs: JobTimes[] = [];
  for (const job of manifestsJobs(options.environments)) {
    jobs.push(await measure(job, options));
  }
  await writeReport({
    startedAt,
    machine: describeHost(),
    loadBefore,
    options,
    jobs,
  });
}

async function measure(
  job: ManifestsJob,
  { rounds, warmups }: ManifestsCommandLine,
): Promise<JobTimes> {
  const first = await time(job);
  for (let round = 0; round < warmups; round += 1) await job.run();
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push((await time(job)).ms);
  }
  return timesOf({ name: job.name, count: first.count }, first.ms, times);
}

async function time(
  job: ManifestsJob,
): Promise<{ readonly count: number; readonly ms: number }> {
  const started = performance.now();
  const count = await job.run();
  return { count, ms: performance.now() - started };
}

async function writeReport(report: ManifestsReport): Promise<void> {
  const resultFile = repositoryFile('bench', 'results', 'manifests.json');
  await fs.mkdir(path.dirname(resultFile), { recursive: true });
  await fs.writeFile(resultFile, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`${printManifestsReport(report)}\n\nwritten to ${resultFile}`);
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
