import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runProgram, runSuccessfully } from '../../processes';
import { expect, SkippedError, type Check } from '../check';
import { waybill, waybillSucceeds, type TrustPlace } from './TrustPlace';
import type { KeyFiles, KeyName } from './trustKeys';

/** It needs OpenSSL's and does not say so. */
const PACKAGES = ['model-signing==1.1.1', 'pyopenssl'];

/** OpenSSF model signing: files signed by ours and checked by `model_signing` of PyPI, and the other way round. */
export function modelSigningChecks(
  place: TrustPlace,
  keys: Readonly<Record<KeyName, KeyFiles>>,
): Check[] {
  let installed: Promise<string> | undefined;
  const program = () => {
    installed ??= installModelSigning(place);
    return installed;
  };
  const [key, stranger] = [keys['P-256'], keys['a stranger']];
  return [
    {
      name: 'trust: files signed by waybill, verified by model_signing',
      run: async () =>
        signForModelSigning(place, await program(), key, stranger),
    },
    {
      name: 'trust: files signed by model_signing, verified by waybill',
      run: async () =>
        verifyModelSigning(place, await program(), key, stranger),
    },
  ];
}

async function signForModelSigning(
  place: TrustPlace,
  program: string,
  key: KeyFiles,
  stranger: KeyFiles,
): Promise<void> {
  const { model, signature } = await writeModel(place, 'ours');
  await waybillSucceeds(
    place,
    'sign',
    '--files',
    model,
    '-o',
    signature,
    '--key',
    key.privateKeyFile,
  );
  const verify = (by: KeyFiles) =>
    runProgram(program, [
      'verify',
      'key',
      model,
      '--signature',
      signature,
      '--public_key',
      by.publicKeyFile,
    ]);
  const right = await verify(key);
  expect(right.exitCode === 0, `it is refused: ${right.stderr.slice(-1500)}`);
  expect((await verify(stranger)).exitCode !== 0, 'a stranger is believed');
  await fs.appendFile(path.join(model, 'weights.bin'), 'more');
  expect((await verify(key)).exitCode !== 0, 'changed files are believed');
}

async function verifyModelSigning(
  place: TrustPlace,
  program: string,
  key: KeyFiles,
  stranger: KeyFiles,
): Promise<void> {
  const { model, signature } = await writeModel(place, 'theirs');
  await runSuccessfully(program, [
    'sign',
    'key',
    model,
    '--signature',
    signature,
    '--private_key',
    key.privateKeyFile,
  ]);
  const verify = (by: KeyFiles) =>
    waybill(
      place,
      'verify',
      '--files',
      model,
      '--signature',
      signature,
      '--key',
      by.publicKeyFile,
    );
  const right = await verify(key);
  expect(
    right.exitCode === 0,
    `it is refused: ${`${right.stdout}${right.stderr}`.slice(-1500)}`,
  );
  expect((await verify(stranger)).exitCode !== 0, 'a stranger is believed');
  await fs.rm(path.join(model, 'config', 'model.json'));
  expect((await verify(key)).exitCode !== 0, 'missing files are believed');
}

async function writeModel({ folder }: TrustPlace, name: string) {
  const model = path.join(folder, 'model-signing', name);
  await fs.mkdir(path.join(model, 'config'), { recursive: true });
  await fs.writeFile(path.join(model, 'weights.bin'), 'weights '.repeat(1000));
  await fs.writeFile(
    path.join(model, 'config', 'model.json'),
    '{"layers":3}\n',
  );
  return { model, signature: path.join(folder, `${name}.sig`) };
}

/** Into an environment of its own; a machine without Python or its registry has none. */
async function installModelSigning({
  folder,
  signal,
}: TrustPlace): Promise<string> {
  const environment = path.join(folder, 'python');
  const bin = path.join(environment, 'bin');
  const steps = [
    ['python3', ['-m', 'venv', environment]],
    [path.join(bin, 'pip'), ['install', '--quiet', ...PACKAGES]],
  ] as const;
  for (const [file, args] of steps) {
    const result = await runProgram(file, args, {
      signal,
      timeoutMs: 5 * 60_000,
    }).catch((error: Error) => {
      signal.throwIfAborted();
      return { exitCode: 1, stderr: error.message };
    });
    if (result.exitCode !== 0)
      throw new SkippedError(
        `${PACKAGES.join(' and ')} cannot be installed: ${result.stderr
          .trim()
          .slice(-300)}`,
      );
  }
  return path.join(bin, 'model_signing');
}
