import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  attestationChecks,
  modelSigningChecks,
  trustMatrixChecks,
  TrustTable,
  writeTrustKeys,
} from './checks';
import { startRegistry } from './controlPlane';
import { startSigstore } from './sigstoreServices';
import type { SuiteOptions } from './suite';
import { buildWaybill, findDockerRegistry } from './tools';

type Keep = <T extends { stop(): Promise<void> }>(part: T) => T;

/** Signatures and attestations by every signer, for every verifier; the matrix is printed when its checks have run. */
export async function runTrust(
  options: SuiteOptions,
  keep: Keep,
): Promise<void> {
  const { tools, runner, log, signal } = options;
  const folder = path.join(options.folder, 'trust');
  await fs.mkdir(folder, { recursive: true });
  const waybillCommand = await buildWaybill(folder, signal);
  const keys = await writeTrustKeys(path.join(folder, 'keys'), tools);
  const sigstore = keep(
    await startSigstore({
      tools,
      folder: path.join(folder, 'sigstore'),
      signal,
    }),
  );
  const table = new TrustTable();
  const registries = await startTrustRegistries(options, folder, keep);
  for (const registry of registries) {
    const place = {
      tools,
      waybillCommand,
      registry,
      sigstore,
      folder: path.join(folder, registry.label),
      signal,
    };
    await fs.mkdir(place.folder, { recursive: true });
    await runner.runAll(trustMatrixChecks({ place, keys, table }));
    await runner.runAll(attestationChecks(place, keys));
    if (registry === registries[0])
      await runner.runAll(modelSigningChecks(place, keys));
  }
  log(`signed and verified on ${registries.length} registries`);
  if (!table.isEmpty) runner.say(`\n${table.print()}\n`);
}

/** One with a referrers API, and one that keeps them under a tag. */
async function startTrustRegistries(
  { tools, log, signal }: SuiteOptions,
  folder: string,
  keep: Keep,
) {
  const { host } = keep(
    await startRegistry({
      folder: path.join(folder, 'distribution-3'),
      tools,
      signal,
    }),
  );
  const registries = [{ label: 'distribution 3.1.1', host }];
  const older = await findDockerRegistry(log);
  if (!older.isAvailable) {
    log(`without distribution 2.8: ${older.reason}`);
    return registries;
  }
  const old = keep(
    await startRegistry({
      folder: path.join(folder, 'distribution-2.8'),
      tools,
      program: older.path,
      signal,
    }),
  );
  return [...registries, { label: 'distribution 2.8', host: old.host }];
}
