import { promises as fs } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { runSuccessfully } from '../../processes';
import { expectEqual } from '../check';
import {
  compareFolders,
  readFolder,
  writeModelFolder,
  type RoundTripContext,
} from './RoundTrip';

/** Packs a ModelKit, pushes it, and pulls and unpacks it with another, empty store. */
export async function kitRoundTrip(context: RoundTripContext): Promise<void> {
  const { registry, folder } = context;
  const source = await writeModelFolder(path.join(folder, 'model'));
  await fs.writeFile(
    path.join(source, 'Kitfile'),
    stringify({
      manifestVersion: '1.0.0',
      package: { name: 'round-trip' },
      model: { name: 'model', path: 'model' },
      code: [{ path: 'code' }],
      docs: [{ path: 'README.md' }],
    }),
  );
  const kit = (store: string, ...args: string[]) =>
    runSuccessfully(
      context.tools.path('kit'),
      [...args, '--config', path.join(folder, store), '--progress=none'],
      { cwd: source, env: { HOME: folder } },
    );
  const reference = `${registry.host}/round-trip/kit:1.0.0`;
  await kit('store', 'pack', '.', '-t', reference);
  await kit('store', 'push', '--plain-http', reference);

  await kit('other-store', 'pull', '--plain-http', reference);
  const target = path.join(folder, 'unpacked');
  await kit('other-store', 'unpack', reference, '-d', target);
  const [before, after] = [await readFolder(source), await readFolder(target)];
  // Kit writes its Kitfile anew.
  delete before.Kitfile;
  delete after.Kitfile;
  expectEqual(
    compareFolders(before, after),
    [],
    'files that differ after the round trip',
  );
}
