import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../RegistryClient';

export function describeBytes(mediaType: string, bytes: Buffer): Descriptor {
  return {
    mediaType,
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  };
}

export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Pushes a small image and gives its manifest. */
export async function pushImage(
  client: RegistryClient,
  repository: RepositoryName,
  options: {
    tag?: string;
    subject?: Descriptor;
    artifactType?: string;
    content?: Buffer;
  } = {},
): Promise<{ descriptor: Descriptor; layer: Descriptor; content: Buffer }> {
  const content = options.content ?? randomBytes(64);
  const layer = describeBytes(MediaType.imageLayerTar, content);
  const configBytes = Buffer.from('{}');
  const config = describeBytes(MediaType.empty, configBytes);
  await client.pushBlob(repository, layer, () => Readable.from([content]));
  await client.pushBlob(repository, config, () => Readable.from([configBytes]));
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    artifactType: options.artifactType ?? 'application/vnd.example.test',
    config,
    layers: [layer],
    ...(options.subject ? { subject: options.subject } : {}),
    annotations: { 'dev.example.note': 'one' },
  };
  const descriptor = await client.pushManifest(
    repository,
    {
      mediaType: manifest.mediaType,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    { tag: options.tag },
  );
  return { descriptor, layer, content };
}

/** What every implementation of RegistryClient does. */
export function describeRegistryContract(
  start: () => Promise<{ client: RegistryClient; host: string }>,
): void {
  let client: RegistryClient;
  let repository: RepositoryName;

  beforeEach(async () => {
    const started = await start();
    client = started.client;
    repository = {
      host: started.host,
      path: `models/m${randomBytes(4).toString('hex')}`,
    };
  });

  it('gives back the bytes of a blob that was pushed', async () => {
    const { layer, content } = await pushImage(client, repository);
    expect(await readAll(await client.fetchBlob(repository, layer))).toEqual(
      content,
    );
    expect(await client.hasBlob(repository, layer.digest)).toBe(true);
  });

  it('reads a range of a blob', async () => {
    const { layer, content } = await pushImage(client, repository);
    const stream = await client.fetchBlob(repository, layer, {
      range: { start: 3, end: 9 },
    });
    expect(await readAll(stream)).toEqual(content.subarray(3, 10));
  });

  it('fails the stream when the descriptor speaks of other bytes', async () => {
    const { layer } = await pushImage(client, repository);
    const stream = await client.fetchBlob(repository, {
      ...layer,
      size: layer.size - 1,
    });
    await expect(readAll(stream)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it('resolves tags and digests, and tells what is not there', async () => {
    const { descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    expect(await client.resolve(repository, '1.0.0')).toEqual(descriptor);
    expect(await client.resolve(repository, descriptor.digest)).toEqual(
      descriptor,
    );
    expect(await client.resolve(repository, '2.0.0')).toBeUndefined();
    await expect(
      client.fetchManifest(repository, '2.0.0'),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('lists tags; a repository that nobody pushed to has none', async () => {
    expect(await client.listTags(repository)).toEqual([]);
    await pushImage(client, repository, { tag: '1.0.0' });
    await pushImage(client, repository, { tag: '1.1.0' });
    expect((await client.listTags(repository)).sort()).toEqual([
      '1.0.0',
      '1.1.0',
    ]);
    expect(await client.listTags(repository, { limit: 1 })).toHaveLength(1);
  });

  it('lists referrers with their artifact type and annotations', async () => {
    const { descriptor: subject } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    const { descriptor: first } = await pushImage(client, repository, {
      subject,
      artifactType: 'application/vnd.a',
    });
    await pushImage(client, repository, {
      subject,
      artifactType: 'application/vnd.b',
    });
    expect(await client.listReferrers(repository, subject.digest)).toHaveLength(
      2,
    );
    expect(
      await client.listReferrers(repository, subject.digest, {
        artifactType: 'application/vnd.a',
      }),
    ).toEqual([
      {
        ...first,
        artifactType: 'application/vnd.a',
        annotations: { 'dev.example.note': 'one' },
      },
    ]);
    expect(await client.listReferrers(repository, first.digest)).toEqual([]);
  });

  it('refuses bytes that are not those of the digest', async () => {
    const descriptor = describeBytes(
      MediaType.imageLayerTar,
      Buffer.from('one'),
    );
    await expect(
      client.pushBlob(repository, descriptor, () =>
        Readable.from([Buffer.from('two')]),
      ),
    ).rejects.toMatchObject({
      status: 400,
      errors: [expect.objectContaining({ code: 'DIGEST_INVALID' })],
    });
    expect(await client.hasBlob(repository, descriptor.digest)).toBe(false);
  });

  it('deletes a manifest and with it its tags', async () => {
    const { descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    await client.deleteManifest(repository, descriptor.digest);
    expect(await client.resolve(repository, '1.0.0')).toBeUndefined();
  });
}
