import path from 'node:path';
import { runSuccessfully } from '../../processes';
import { findSkopeo } from '../../tools';
import { expectEqual, SkippedError } from '../check';
import { writeModelFolder, type RoundTripContext } from './RoundTrip';

/** Pushes an image from a folder, inspects it, copies it inside the registry and back. */
export async function skopeoRoundTrip(
  context: RoundTripContext,
): Promise<void> {
  const skopeo = await findSkopeo();
  if (!skopeo.isAvailable) {
    throw new SkippedError(skopeo.reason);
  }
  const { registry, folder } = context;
  const run = async (...args: string[]) => {
    const result = await runSuccessfully(skopeo.path, args, {
      env: { HOME: folder, XDG_RUNTIME_DIR: folder },
    });
    return result.stdout;
  };
  const image = `${registry.host}/round-trip/skopeo`;
  const layer = path.join(folder, 'layer.tar');
  const content = await writeModelFolder(path.join(folder, 'model'));
  await runSuccessfully('tar', ['-cf', layer, '-C', content, '.']);
  await runSuccessfully(
    context.tools.path('crane'),
    [
      'append',
      '--oci-empty-base',
      '-f',
      layer,
      '-t',
      `${image}-source:1.0.0`,
      '--insecure',
    ],
    { env: { HOME: folder } },
  );
  const layout = `oci:${path.join(folder, 'layout')}:1.0.0`;
  const copy = (from: string, to: string) =>
    run(
      '--insecure-policy',
      'copy',
      '--preserve-digests',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      from,
      to,
    );
  await copy(`docker://${image}-source:1.0.0`, layout);
  await copy(layout, `docker://${image}:1.0.0`);
  const digestOf = async (name: string) =>
    JSON.parse(await run('inspect', '--tls-verify=false', `docker://${name}`))
      .Digest as string;
  expectEqual(
    await digestOf(`${image}:1.0.0`),
    await digestOf(`${image}-source:1.0.0`),
    'digest after the round trip',
  );
}
