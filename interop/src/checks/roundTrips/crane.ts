import path from 'node:path';
import { runSuccessfully } from '../../processes';
import { expect, expectEqual } from '../check';
import { writeModelFolder, type RoundTripContext } from './RoundTrip';

/** Builds an image, pushes, validates, copies, lists, pulls and deletes it. */
export async function craneRoundTrip(context: RoundTripContext): Promise<void> {
  const { registry, folder } = context;
  const crane = async (...args: string[]) => {
    const result = await runSuccessfully(
      context.tools.path('crane'),
      [...args, '--insecure'],
      { env: { HOME: folder } },
    );
    return result.stdout.trim();
  };
  const image = `${registry.host}/round-trip/crane`;
  const layer = path.join(folder, 'layer.tar');
  const content = await writeModelFolder(path.join(folder, 'model'));
  await runSuccessfully('tar', ['-cf', layer, '-C', content, '.']);

  const pushed = await crane(
    'append',
    '--oci-empty-base',
    '-f',
    layer,
    '-t',
    `${image}:1.0.0`,
  );
  const digest = await crane('digest', `${image}:1.0.0`);
  expectEqual(pushed, `${image}@${digest}`, 'what crane says it has pushed');
  await crane('validate', '--remote', `${image}:1.0.0`);
  const manifest = JSON.parse(await crane('manifest', `${image}@${digest}`));
  expectEqual(manifest.layers.length, 1, 'layers of the manifest');

  await crane('tag', `${image}:1.0.0`, 'stable');
  await crane('copy', `${image}:1.0.0`, `${image}-copy:1.0.0`);
  expectEqual(
    await crane('digest', `${image}-copy:1.0.0`),
    digest,
    'digest of the copy in another repository',
  );
  expectEqual(
    (await crane('ls', image)).split('\n'),
    ['1.0.0', 'stable'],
    'tags',
  );
  const layout = path.join(folder, 'layout');
  await crane('pull', '--format=oci', `${image}:stable`, layout);
  await crane('push', layout, `${image}-back:1.0.0`);
  expectEqual(
    await crane('digest', `${image}-back:1.0.0`),
    digest,
    'digest after pull and push',
  );
  await crane('delete', `${image}@${digest}`);
  const tags = await crane('ls', image);
  expect(tags === '', `tags of a deleted manifest are still listed: ${tags}`);
}
