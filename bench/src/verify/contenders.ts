import { promises as fs } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { repositoryFile } from '@waybill/interop';
import { line, runMeasured, type Measurement } from '../measuring';
import { REPOSITORY_PATH } from './signedDigests';
import type { WorkerJob, WorkerResult } from './WorkerJob';

/** Who verifies what, and with what. */
export interface VerifyPlace {
  /** Of the registry, or of what stands before it. */
  readonly host: string;
  readonly cosign: string;
  readonly measure: string;
  readonly publicKeyPem: string;
  /** Scratch folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Verifies the digests in one new process of waybill, so many at a time. */
export async function runWaybill(
  { host, measure, publicKeyPem, folder, signal }: VerifyPlace,
  job: Pick<WorkerJob, 'digests' | 'parallel' | 'isCounting'>,
): Promise<{ measurement: Measurement; result: WorkerResult }> {
  return withHome(folder, async home => {
    const [jobFile, resultFile] = ['job.json', 'result.json'].map(name =>
      path.join(home, name),
    );
    const whole: WorkerJob = { host, publicKeyPem, ...job };
    await fs.writeFile(jobFile, JSON.stringify(whole));
    const measurement = await runMeasured(measure, {
      script: [
        line(
          process.execPath,
          repositoryFile('scripts', 'run-ts.mjs'),
          repositoryFile('bench', 'src', 'verify', 'worker.ts'),
          jobFile,
          resultFile,
        ),
      ],
      home,
      signal,
    });
    const result = JSON.parse(await fs.readFile(resultFile, 'utf8'));
    return { measurement, result };
  });
}

/** Verifies each of the digests by a `cosign verify` of its own, so many at a time. */
export async function runCosign(
  { host, cosign, measure, publicKeyPem, folder, signal }: VerifyPlace,
  digests: readonly string[],
  parallel: number,
): Promise<Measurement> {
  return withHome(folder, async home => {
    const [key, references] = ['cosign.pub', 'references'].map(name =>
      path.join(home, name),
    );
    await fs.writeFile(key, publicKeyPem);
    await fs.writeFile(
      references,
      digests.map(digest => `${host}/${REPOSITORY_PATH}@${digest}\n`).join(''),
    );
    const verify = line(
      'xargs',
      '-P',
      String(parallel),
      '-n',
      '1',
      cosign,
      'verify',
      '--key',
      key,
      '--insecure-ignore-tlog',
      '--allow-http-registry',
    );
    return runMeasured(measure, {
      script: [`${verify} < ${references} > /dev/null 2>&1`],
      home,
      signal,
    });
  });
}

async function withHome<T>(
  folder: string,
  work: (home: string) => Promise<T>,
): Promise<T> {
  const home = await fs.mkdtemp(path.join(folder, 'home-'));
  try {
    return await work(home);
  } finally {
    await fs.rm(home, { recursive: true, force: true });
  }
}
