import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../../registry';
import {
  describeBytes,
  pushImage,
} from '../../../registry/__testUtils__/images';
import { copyPackage } from '../copyPackage';

export const from: RepositoryName = { host: 'one.test', path: 'models/iris' };
export const to: RepositoryName = { host: 'two.test', path: 'mirror/iris' };

/** Copies `from` one `to` the other. */
export function copierOf(client: RegistryClient) {
  return (
    tagOrDigest: string,
    options: Parameters<typeof copyPackage>[3] = {},
    tag: string | undefined = '1.0.0',
  ) =>
    copyPackage(
      client,
      { repository: from, tagOrDigest },
      { repository: to, tag },
      options,
    );
}

/** An index of three platforms. */
export async function pushIndex(
  client: RegistryClient,
  repository: RepositoryName,
  options: { tag?: string; extra?: object } = {},
) {
  const images = [
    await pushImage(client, repository),
    await pushImage(client, repository),
    await pushImage(client, repository),
  ];
  const [amd64, arm64, armv7] = images.map(({ descriptor }) => descriptor);
  const index = {
    schemaVersion: 2,
    mediaType: MediaType.imageIndex,
    manifests: [
      { ...amd64, platform: { os: 'linux', architecture: 'amd64' } },
      {
        ...arm64,
        platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      },
      { ...armv7, platform: { os: 'linux', architecture: 'arm' } },
    ],
    annotations: { note: 'of all platforms' },
    ...options.extra,
  };
  const descriptor = await client.pushManifest(
    repository,
    {
      mediaType: MediaType.imageIndex,
      bytes: Buffer.from(JSON.stringify(index)),
    },
    { tag: options.tag },
  );
  return { descriptor, images };
}

/** One layer for each signature, as cosign's legacy form has them. */
export async function pushLegacy(
  client: RegistryClient,
  repository: RepositoryName,
  tag: string,
  signatures: readonly string[],
): Promise<Descriptor> {
  const payload = Buffer.from('{"critical":{}}');
  const layer = describeBytes(MediaType.cosignSimpleSigning, payload);
  const configBytes = Buffer.from('{}');
  const config = describeBytes(MediaType.imageConfig, configBytes);
  await client.pushBlob(repository, layer, () => Readable.from([payload]));
  await client.pushBlob(repository, config, () => Readable.from([configBytes]));
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    config,
    layers: signatures.map(signature => ({
      ...layer,
      annotations: { signature },
    })),
  };
  return client.pushManifest(
    repository,
    {
      mediaType: MediaType.imageManifest,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    { tag },
  );
}
