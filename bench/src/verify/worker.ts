/**
 * Verifies digests in this process, each once and cold, then looks the known verdicts up again:
 * `node scripts/run-ts.mjs bench/src/verify/worker.ts <job.json> <result.json>`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import {
  HttpRegistryClient,
  VerdictCache,
  type VerifyOptions,
} from '@waybill/backstage-plugin-waybill-node';
import { MARK_PATH } from './CountingProxy';
import { eachBounded } from './eachBounded';
import { REPOSITORY_PATH } from './signedDigests';
import type { WorkerJob, WorkerResult } from './WorkerJob';

const MIN_LOOKUPS = 1_000_000;

async function main(jobFile: string, resultFile: string): Promise<void> {
  const job: WorkerJob = JSON.parse(readFileSync(jobFile, 'utf8'));
  const cache = new VerdictCache();
  const optionsOf = optionsFor(job);
  const idleBytes = resetPeak();
  const begin = performance.now();
  await eachBounded(job.digests, job.parallel, async digest => {
    const { state, message } = await cache.verify(optionsOf(digest));
    if (state !== 'verified')
      throw new Error(`${digest}: ${state}: ${message}`);
  });
  const wallSeconds = (performance.now() - begin) / 1000;
  const aboveIdleBytes = peakBytes() - idleBytes;
  const result: WorkerResult = {
    wallSeconds,
    aboveIdleBytes,
    warmLookupsPerSecond: job.isCounting
      ? 0
      : await lookUpAgain(cache, job.digests.map(optionsOf)),
  };
  if (job.isCounting) {
    await fetch(`http://${job.host}${MARK_PATH}`);
    for (const digest of job.digests) await cache.verify(optionsOf(digest));
  }
  writeFileSync(resultFile, JSON.stringify(result));
}

function optionsFor({ host, publicKeyPem }: WorkerJob) {
  const client = new HttpRegistryClient([{ host, plainHttp: true }]);
  const policies: TrustPolicy[] = [
    {
      name: 'bench',
      repositories: [`${host}/**`],
      keys: [{ name: 'bench', publicKeyPem }],
      identities: [],
      transparencyLog: 'optional',
      timestamp: 'optional',
      attestations: [],
    },
  ];
  const now = new Date();
  return (digest: string): VerifyOptions => ({
    client,
    repository: { host, path: REPOSITORY_PATH },
    digest,
    policies,
    now,
  });
}

/** As a request of the portal does it: by the method that would also verify. */
async function lookUpAgain(
  cache: VerdictCache,
  known: readonly VerifyOptions[],
): Promise<number> {
  const begin = performance.now();
  let lookups = 0;
  while (lookups < MIN_LOOKUPS) {
    for (const options of known) await cache.verify(options);
    lookups += known.length;
  }
  return lookups / ((performance.now() - begin) / 1000);
}

/** @returns what the process holds now; from here on its peak is counted anew */
function resetPeak(): number {
  writeFileSync('/proc/self/clear_refs', '5');
  return memoryOf('VmRSS');
}

function peakBytes(): number {
  return memoryOf('VmHWM');
}

function memoryOf(name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  if (!kib) throw new Error(`the kernel tells no ${name}`);
  return Number(kib) * 1024;
}

main(process.argv[2], process.argv[3]).then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
