import path from 'node:path';
import {
  addEngineDefinitions,
  forecastChecks,
  gatekeeperChecks,
  kyvernoAttestationChecks,
  kyvernoChecks,
  serverChecks,
  writeCandidates,
} from './checks/admission';
import { startApiServer, startRegistry } from './controlPlane';
import type { SuiteOptions } from './suite';

type Keep = <T extends { stop(): Promise<void> }>(part: T) => T;

/** Generated policies in the eyes of the engines that guard clusters, and of a real API server. */
export async function runAdmission(
  { tools, runner, folder, log, signal }: SuiteOptions,
  keep: Keep,
): Promise<void> {
  const home = path.join(folder, 'admission');
  const registry = keep(
    await startRegistry({ folder: path.join(home, 'registry'), tools, signal }),
  );
  const place = { tools, registryHost: registry.host, folder: home, signal };
  const candidates = await writeCandidates(place);
  log('candidates are signed');
  await runner.runAll(kyvernoChecks(place, candidates));
  await runner.runAll(kyvernoAttestationChecks(place, candidates));
  await runner.runAll(gatekeeperChecks(place));
  const server = keep(
    await startApiServer({ folder: path.join(home, 'api'), tools, signal }),
  );
  await addEngineDefinitions(server, tools);
  await runner.runAll(serverChecks(server));
  await runner.runAll(forecastChecks(place, server, candidates));
}
