import { promises as fs } from 'node:fs';
import path from 'node:path';
import { startRegistry as startSandboxRegistry } from '@waybill/sandbox';
import {
  allCells,
  kitDigestChecks,
  MatrixTable,
  orasUnpackChecks,
  packageAccessChecks,
  packageMatrixChecks,
  packageTransferChecks,
  startMatrixRegistries,
} from './checks';
import { startRegistry } from './controlPlane';
import type { SuiteOptions } from './suite';
import { buildWaybill } from './tools';

type Keep = <T extends { stop(): Promise<void> }>(part: T) => T;

const DISTRIBUTION = 'distribution 3.1.1';
/**
 * go-containerregistry's keeps only what arrived whole, distribution 2.8 goes on with no upload whose length is not the
 * one that it last told, and the sandbox may still be writing what had arrived when it is asked for the length.
 */
const KEEP_BROKEN_UPLOADS = new Set([DISTRIBUTION]);

/** Packages of every format, by every client, on every registry; the matrix is printed when its checks have run. */
export async function runPackages(
  options: SuiteOptions,
  keep: Keep,
): Promise<void> {
  const { tools, runner, log, signal } = options;
  const folder = path.join(options.folder, 'packages');
  await fs.mkdir(folder, { recursive: true });
  const waybillCommand = await buildWaybill(folder, signal);
  const distribution = keep(
    await startRegistry({
      folder: path.join(folder, 'distribution'),
      tools,
      signal,
    }),
  );
  const sandbox = keep(
    await startSandboxRegistry({ dir: path.join(folder, 'sandbox'), port: 0 }),
  );
  const others = await startMatrixRegistries({ tools, folder, log, signal });
  others.forEach(keep);
  const registries = [
    { label: DISTRIBUTION, host: distribution.host },
    ...others,
    { label: 'sandbox', host: sandbox.host },
  ];
  await runner.runAll(
    kitDigestChecks({ tools, folder: path.join(folder, 'kit-digests') }),
  );
  await runner.runAll(
    orasUnpackChecks({ tools, folder: path.join(folder, 'oras-unpacks') }),
  );
  const table = new MatrixTable();
  await runner.runAll(
    packageMatrixChecks({
      tools,
      waybillCommand,
      registries,
      withCommand: [DISTRIBUTION],
      folder: path.join(folder, 'matrix'),
      table,
    }),
  );
  await runner.runAll(
    packageTransferChecks({
      registries: registries.map(registry => ({
        ...registry,
        keepsBroken: KEEP_BROKEN_UPLOADS.has(registry.label),
      })),
      folder: path.join(folder, 'transfers'),
    }),
  );
  await runner.runAll(
    packageAccessChecks({
      tools,
      waybillCommand,
      folder: path.join(folder, 'access'),
    }),
  );
  if (!table.isEmpty) {
    runner.say(`\n${table.print(allCells())}\n`);
  }
}
