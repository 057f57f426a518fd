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

/** Builds a ModelPack, pushes it, and pulls and extracts it with another, empty store. */
export async function modctlRoundTrip(
  context: RoundTripContext,
): Promise<void> {
  const { registry, folder } = context;
  const source = await writeModelFolder(path.join(folder, 'model'));
  // modctl keeps no empty files.
  await fs.rm(path.join(source, 'code', 'empty.txt'));
  await fs.writeFile(
    path.join(source, 'Modelfile'),
    [
      'NAME round-trip',
      'MODEL model/model.bin',
      'CONFIG model/config.json',
      'CODE code/train.py',
      'DOC README.md',
      '',
    ].join('\n'),
  );
  const modctl = (store: string, ...args: string[]) =>
    runSuccessfully(
      context.tools.path('modctl'),
      [
        ...args,
        '--storage-dir',
        path.join(folder, store),
        '--log-dir',
        path.join(folder, 'logs'),
        '--no-progress',
      ],
      { cwd: source, env: { HOME: folder } },
    );
  const reference = `${registry.host}/round-trip/modctl:1.0.0`;
  await modctl('store', 'build', '-t', reference, '-f', 'Modelfile', '.');
  await modctl('store', 'push', '--plain-http', reference);

  const target = path.join(folder, 'extracted');
  await modctl(
    'other-store',
    'pull',
    '--plain-http',
    '--extract-dir',
    target,
    reference,
  );
  const before = await readFolder(source);
  delete before.Modelfile;
  expectEqual(
    compareFolders(before, await readFolder(target)),
    [],
    'files that differ after the round trip',
  );
}
