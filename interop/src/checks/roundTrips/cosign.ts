import path from 'node:path';
import { promises as fs } from 'node:fs';
import { runProgram, runSuccessfully } from '../../processes';
import { expect } from '../check';
import { writeModelFolder, type RoundTripContext } from './RoundTrip';

/** Makes keys, signs in both forms, and verifies each form: right key, wrong key, unsigned. */
export async function cosignRoundTrip(
  context: RoundTripContext,
): Promise<void> {
  const { registry, folder, tools } = context;
  const env = { HOME: folder, COSIGN_PASSWORD: 'round trip' };
  const cosign = (args: string[], cwd = folder) =>
    runSuccessfully(tools.path('cosign'), args, { cwd, env });
  const image = `${registry.host}/round-trip/cosign`;
  const digests = {
    bundle: await pushImage(context, `${image}:bundle`, 'one'),
    legacy: await pushImage(context, `${image}:legacy`, 'two'),
    unsigned: await pushImage(context, `${image}:unsigned`, 'three'),
  };
  const wrong = path.join(folder, 'wrong');
  await fs.mkdir(wrong);
  await cosign(['generate-key-pair']);
  await cosign(['generate-key-pair'], wrong);
  // No services to ask: the signature goes to the registry and nowhere else.
  const config = path.join(folder, 'signing-config.json');
  await fs.writeFile(
    config,
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}',
  );
  const sign = (digest: string, ...args: string[]) =>
    cosign([
      'sign',
      '--key=cosign.key',
      '--allow-http-registry',
      '--yes',
      ...args,
      `${image}@${digest}`,
    ]);
  await sign(digests.bundle, `--signing-config=${config}`);
  await sign(
    digests.legacy,
    '--use-signing-config=false',
    '--tlog-upload=false',
    '--new-bundle-format=false',
  );
  const verifies = async (digest: string, key: string) => {
    const result = await runProgram(
      tools.path('cosign'),
      [
        'verify',
        `--key=${key}`,
        '--insecure-ignore-tlog',
        '--allow-http-registry',
        `${image}@${digest}`,
      ],
      { cwd: folder, env },
    );
    return result.exitCode === 0;
  };
  const wrongKey = path.join(wrong, 'cosign.pub');
  for (const form of ['bundle', 'legacy'] as const) {
    expect(
      await verifies(digests[form], 'cosign.pub'),
      `the ${form} signature does not verify`,
    );
    expect(
      !(await verifies(digests[form], wrongKey)),
      `the ${form} signature verifies with a wrong key`,
    );
  }
  expect(
    !(await verifies(digests.unsigned, 'cosign.pub')),
    'an image without a signature verifies',
  );
}

async function pushImage(
  { tools, folder }: RoundTripContext,
  reference: string,
  content: string,
): Promise<string> {
  const source = await writeModelFolder(path.join(folder, content));
  await fs.writeFile(path.join(source, 'name'), content);
  const layer = path.join(folder, `${content}.tar`);
  await runSuccessfully('tar', ['-cf', layer, '-C', source, '.']);
  const pushed = await runSuccessfully(
    tools.path('crane'),
    ['append', '--oci-empty-base', '-f', layer, '-t', reference, '--insecure'],
    { env: { HOME: folder } },
  );
  return pushed.stdout.trim().split('@')[1];
}
