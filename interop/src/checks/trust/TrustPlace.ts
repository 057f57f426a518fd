import { promises as fs } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
  runProgram,
  runSuccessfully,
  type ProgramResult,
} from '../../processes';
import type { RunningSigstore } from '../../sigstoreServices';
import type { Tools } from '../../tools';
import type { RegistryUnderTest } from '../roundTrips';

/** What a check of trust needs. */
export interface TrustPlace {
  readonly tools: Tools;
  /** The built command. */
  readonly waybillCommand: string;
  readonly registry: RegistryUnderTest;
  readonly sigstore: RunningSigstore;
  /** Where keys and predicates are. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Password of every encrypted key of these checks. */
export const PASSWORD = 'trust matrix';

const env = (folder: string) => ({
  HOME: folder,
  XDG_CACHE_HOME: folder,
  COSIGN_PASSWORD: PASSWORD,
  NODE_OPTIONS: undefined,
});

/** Runs the command; a refusal is an answer, too. */
export function waybill(
  { waybillCommand, folder, signal }: TrustPlace,
  ...args: readonly string[]
): Promise<ProgramResult> {
  return runProgram(
    process.execPath,
    [waybillCommand, ...args, '--plain-http', '--json'],
    { cwd: folder, env: env(folder), signal },
  );
}

/** @throws ProgramFailedError where it ends with another code than 0 */
export async function waybillSucceeds(
  { waybillCommand, folder, signal }: TrustPlace,
  ...args: readonly string[]
): Promise<string> {
  const { stdout } = await runSuccessfully(
    process.execPath,
    [waybillCommand, ...args, '--plain-http', '--json'],
    { cwd: folder, env: env(folder), signal },
  );
  return stdout;
}

/** Runs cosign against the registry; a refusal is an answer, too. */
export function cosign(
  { tools, folder, signal }: TrustPlace,
  command: string,
  ...args: readonly string[]
): Promise<ProgramResult> {
  return runProgram(
    tools.path('cosign'),
    [command, '--allow-http-registry', ...args],
    { cwd: folder, env: env(folder), signal },
  );
}

/** @throws ProgramFailedError where it ends with another code than 0 */
export async function cosignSucceeds(
  { tools, folder, signal }: TrustPlace,
  command: string,
  ...args: readonly string[]
): Promise<void> {
  await runSuccessfully(
    tools.path('cosign'),
    [command, '--allow-http-registry', ...args],
    { cwd: folder, env: env(folder), signal },
  );
}

/** Pushes a small model of its own, so that nothing else has signed it. */
export async function pushModel(
  place: TrustPlace,
  name: string,
): Promise<string> {
  const source = path.join(place.folder, 'models', name);
  await fs.mkdir(source, { recursive: true });
  await fs.writeFile(path.join(source, 'model.txt'), `model ${name}\n`);
  const stdout = await waybillSucceeds(
    place,
    'push',
    source,
    `${place.registry.host}/trust/${name}:1.0.0`,
    '--format',
    'modelcar',
  );
  const { digest } = JSON.parse(stdout) as { digest: string };
  return `${place.registry.host}/trust/${name}@${digest}`;
}
