import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { startRegistry } from '@waybill/sandbox';
import { readerOf } from './ByteReader';
import { HttpRegistryClient } from './HttpRegistryClient';
import { MemoryRegistryClient } from './MemoryRegistryClient';
import type { RegistryClient, RepositoryName } from './RegistryClient';
import { describeBytes, pushImage, readAll } from './__testUtils__/images';

interface Started {
  readonly client: RegistryClient;
  readonly host: string;
  stop(): Promise<void>;
}

async function startMemory(): Promise<Started> {
  const client = new MemoryRegistryClient();
  return { client, host: 'registry.test', stop: async () => {} };
}

async function startSandbox(): Promise<Started> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-registry-'));
  const registry = await startRegistry({ dir, port: 0 });
  return {
    client: new HttpRegistryClient([{ host: registry.host, plainHttp: true }]),
    host: registry.host,
    stop: async () => {
      await registry.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What every implementation of RegistryClient does. */
describe.each([
  ['MemoryRegistryClient', startMemory],
  ['HttpRegistryClient with the registry of the sandbox', startSandbox],
])('%s', (_, start) => {
  let started: Started;
  let client: RegistryClient;
  let repository: RepositoryName;

  beforeAll(async () => {
    started = await start();
    client = started.client;
  });
  beforeEach(() => {
    const name = randomBytes(4).toString('hex');
    repository = { host: started.host, path: `models/m${name}` };
  });
  afterAll(() => started.stop());

  it('gives back the bytes of a blob that was pushed', async () => {
    const { layer, content } = await pushImage(client, repository);
    expect(await readAll(await client.fetchBlob(repository, layer))).toEqual(
      content,
    );
    expect(await client.hasBlob(repository, layer.digest)).toBe(true);
  });

  it.each([0, 1, 100_000, 9 * 1024 * 1024 + 7])(
    'takes %d bytes in one pass and tells their digest',
    async sizeBytes => {
      const content = randomBytes(sizeBytes);
      const progress: number[] = [];
      const pushed = await client.pushStream(
        repository,
        {
          mediaType: MediaType.imageLayerTar,
          sizeBytes,
          open: () => readerOf(Readable.from([content])),
        },
        {
          onProgress: ({ transferredBytes }) => progress.push(transferredBytes),
        },
      );
      expect(pushed).toEqual(describeBytes(MediaType.imageLayerTar, content));
      const stored = await readAll(await client.fetchBlob(repository, pushed));
      expect(stored.equals(content)).toBe(true);
      expect(progress.at(-1) ?? 0).toBe(sizeBytes);
    },
  );

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

  it('mounts a blob of another repository without reading it again', async () => {
    const { layer, content } = await pushImage(client, repository);
    const other = { ...repository, path: `${repository.path}-copy` };
    await client.pushBlob(
      other,
      layer,
      () => {
        throw new Error('it was opened');
      },
      { mountFrom: repository.path },
    );
    expect(await readAll(await client.fetchBlob(other, layer))).toEqual(
      content,
    );
  });

  it('uploads a blob that the other repository does not have', async () => {
    const content = randomBytes(32);
    const layer = describeBytes(MediaType.imageLayerTar, content);
    await client.pushBlob(repository, layer, () => Readable.from([content]), {
      mountFrom: `${repository.path}-copy`,
    });
    expect(await client.hasBlob(repository, layer.digest)).toBe(true);
  });

  it('tells how far an upload is', async () => {
    const content = randomBytes(256 * 1024);
    const layer = describeBytes(MediaType.imageLayerTar, content);
    const seen: number[] = [];
    await client.pushBlob(repository, layer, () => Readable.from([content]), {
      onProgress: ({ digest, transferredBytes, totalBytes }) => {
        expect([digest, totalBytes]).toEqual([layer.digest, content.length]);
        seen.push(transferredBytes);
      },
    });
    expect(seen.at(-1)).toBe(content.length);
  });

  it('does nothing once the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('cancelled by the user'));
    const content = randomBytes(8);
    const layer = describeBytes(MediaType.imageLayerTar, content);
    await expect(
      client.pushBlob(repository, layer, () => Readable.from([content]), {
        signal,
      }),
    ).rejects.toThrow('cancelled by the user');
    expect(await client.hasBlob(repository, layer.digest)).toBe(false);
  });

  it('deletes a manifest and with it its tags', async () => {
    const { descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    await client.deleteManifest(repository, descriptor.digest);
    expect(await client.resolve(repository, '1.0.0')).toBeUndefined();
  });

  it('deletes a tag and leaves the manifest', async () => {
    const { descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    await client.deleteTag(repository, '1.0.0');
    expect(await client.resolve(repository, '1.0.0')).toBeUndefined();
    expect(await client.resolve(repository, descriptor.digest)).toEqual(
      descriptor,
    );
    await expect(client.deleteTag(repository, '1.0.0')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('lists the repositories of a registry that hold something', async () => {
    const other = { ...repository, path: `${repository.path}-b` };
    await pushImage(client, other);
    await pushImage(client, repository, { tag: '1.0.0' });
    await client.listTags({ ...repository, path: `${repository.path}-c` });
    const listed = await client.listRepositories(started.host);
    expect(listed).toEqual([...listed].sort());
    expect(listed.filter(name => name.startsWith(repository.path))).toEqual([
      repository.path,
      other.path,
    ]);
    expect(
      await client.listRepositories(started.host, { limit: 1 }),
    ).toHaveLength(1);
  });

  it('reads a range as far as the blob goes', async () => {
    const { layer, content } = await pushImage(client, repository);
    const read = async (range: { start: number; end?: number }) =>
      readAll(await client.fetchBlob(repository, layer, { range }));
    expect(await read({ start: content.length - 2, end: 1e9 })).toEqual(
      content.subarray(-2),
    );
    expect(await read({ start: 5 })).toEqual(content.subarray(5));
    expect(await read({ start: 0 })).toEqual(content);
    expect(await read({ start: content.length })).toHaveLength(0);
  });
});
