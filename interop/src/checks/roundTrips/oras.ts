import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../../processes';
import { expectEqual } from '../check';
import {
  compareFolders,
  readFolder,
  writeModelFolder,
  type RoundTripContext,
} from './RoundTrip';

const SBOM = 'application/vnd.example.sbom';

/** Pushes files, attaches one to them, finds it, copies the whole graph and pulls it. */
export async function orasRoundTrip(context: RoundTripContext): Promise<void> {
  const { registry, folder } = context;
  const source = await writeModelFolder(path.join(folder, 'model'));
  const oras = (args: string[], cwd = source) =>
    runSuccessfully(context.tools.path('oras'), args, {
      cwd,
      env: { HOME: folder },
    });
  const artifact = `${registry.host}/round-trip/oras`;
  const names = Object.keys(await readFolder(source));

  const pushed = await oras([
    'push',
    '--plain-http',
    '--format=json',
    '--artifact-type=application/vnd.example.model',
    `${artifact}:1.0.0`,
    ...names,
  ]);
  const { digest } = JSON.parse(pushed.stdout) as { digest: string };
  await oras([
    'attach',
    '--plain-http',
    `--artifact-type=${SBOM}`,
    `${artifact}@${digest}`,
    'README.md',
  ]);
  expectEqual(
    await discover(oras, `${artifact}@${digest}`),
    [SBOM],
    'artifact types of what oras finds attached',
  );

  await oras([
    'cp',
    '--recursive',
    '--from-plain-http',
    '--to-plain-http',
    `${artifact}:1.0.0`,
    `${artifact}-copy:1.0.0`,
  ]);
  expectEqual(
    await discover(oras, `${artifact}-copy@${digest}`),
    [SBOM],
    'artifact types of what is attached to the copy',
  );
  const target = path.join(folder, 'pulled');
  await fs.mkdir(target);
  await oras(['pull', '--plain-http', `${artifact}-copy:1.0.0`], target);
  expectEqual(
    compareFolders(await readFolder(source), await readFolder(target)),
    [],
    'files that differ after the round trip',
  );
}

async function discover(
  oras: (args: string[]) => Promise<{ stdout: string }>,
  reference: string,
): Promise<string[]> {
  const found = await oras([
    'discover',
    '--plain-http',
    '--format=json',
    reference,
  ]);
  const { referrers } = JSON.parse(found.stdout) as {
    referrers: { artifactType: string }[];
  };
  return referrers.map(({ artifactType }) => artifactType);
}
