import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../../registry';
import {
  makeSigner,
  repository,
  settle,
  SignedPackage,
} from '../__testUtils__/signedPackages';
import { appendLegacyLayer, legacyTagOf } from './legacyTag';

const layerOf = (signature: string, content = 'payload') => ({
  mediaType: MediaType.cosignSimpleSigning,
  content: Buffer.from(content),
  annotations: { 'dev.cosignproject.cosign/signature': signature },
});

/** Lets all writers write before the first reads back: what they have read is as old as it can be. */
class Turns {
  #waiting: (() => void)[] = [];

  constructor(private readonly writers: number) {}

  async wait(): Promise<void> {
    // those that lost come one by one
    if (this.#waiting.length >= this.writers) return;
    await new Promise<void>(resolve => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === this.writers)
        this.#waiting.forEach(go => go());
    });
  }
}

describe('appendLegacyLayer', () => {
  let target: SignedPackage;
  beforeEach(async () => {
    target = await SignedPackage.push();
  });

  const append = (
    signature: string,
    more: Partial<Parameters<typeof appendLegacyLayer>[0]> = {},
  ) =>
    appendLegacyLayer({
      client: target.client,
      repository,
      digest: target.descriptor.digest,
      suffix: 'sig',
      layer: layerOf(signature),
      settle,
      ...more,
    });
  const tag = () => legacyTagOf(target.descriptor.digest, 'sig');
  const signatures = async () =>
    (await target.readLegacyLayers())
      .map(({ annotations }) => Object.values(annotations ?? {})[0])
      .sort();

  it('keeps what is there, down to its annotations', async () => {
    await append('first');
    const manifest = await target.readManifest(tag());
    const annotated = {
      ...manifest,
      annotations: { 'dev.example/note': 'kept' },
      layers: manifest.layers.map(layer => ({
        ...layer,
        annotations: { ...layer.annotations, 'dev.example/more': 'kept' },
      })),
    };
    await target.client.pushManifest(
      repository,
      {
        mediaType: MediaType.imageManifest,
        bytes: Buffer.from(JSON.stringify(annotated)),
      },
      { tag: tag() },
    );
    expect(await append('second')).toBe(true);
    expect(await target.readManifest(tag())).toMatchObject({
      annotations: { 'dev.example/note': 'kept' },
      layers: [
        { annotations: { 'dev.example/more': 'kept' } },
        { annotations: layerOf('second').annotations },
      ],
    });
  });

  it('adds a layer once', async () => {
    expect(await append('one')).toBe(true);
    expect(await append('one')).toBe(false);
    expect(await signatures()).toEqual(['one']);
  });

  it('keeps attestations apart from signatures', async () => {
    await append('one');
    await append('two', { suffix: 'att' });
    expect(await signatures()).toEqual(['one']);
    expect(
      await target.readManifest(legacyTagOf(target.descriptor.digest, 'att')),
    ).toMatchObject({ layers: [{ annotations: layerOf('two').annotations }] });
  });

  it('describes the layers in the config as cosign does', async () => {
    await append('one');
    await append('two', { layer: layerOf('two', 'other') });
    const { config, layers } = await target.readManifest(tag());
    const stream = await target.client.fetchBlob(repository, config);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({
      rootfs: {
        type: 'layers',
        diff_ids: layers.map(({ digest }) => digest),
      },
      history: [{}, {}],
    });
  });

  describe('when others write at the same time', () => {
    it('loses nothing of many writers', async () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const turns = new Turns(names.length);
      await Promise.all(
        names.map(name => append(name, { settle: () => turns.wait() })),
      );
      expect(await signatures()).toEqual(names);
    });

    it('writes again what a writer that had read before took away', async () => {
      let isOverwritten = false;
      await append('theirs-before');
      const before = await target.client.fetchManifest(repository, tag());
      await append('ours', {
        settle: async () => {
          if (isOverwritten) return;
          isOverwritten = true;
          await target.client.pushManifest(
            repository,
            { mediaType: MediaType.imageManifest, bytes: before.bytes },
            { tag: tag() },
          );
        },
      });
      expect(await signatures()).toEqual(['ours', 'theirs-before']);
    });

    it('writes again what of others it had seen', async () => {
      await append('older');
      let isOverwritten = false;
      await append('ours', {
        settle: async () => {
          if (isOverwritten) return;
          isOverwritten = true;
          await target.client.deleteTag(repository, tag());
        },
      });
      expect(await signatures()).toEqual(['older', 'ours']);
    });

    it('gives up where its layer is taken away again and again', async () => {
      await expect(
        append('ours', {
          settle: () => target.client.deleteTag(repository, tag()),
        }),
      ).rejects.toMatchObject({
        code: 'TAG_CONFLICT',
        isRetryable: true,
        message: expect.stringContaining(`registry.test/models/iris:${tag()}`),
      });
    });
  });

  it.each([
    ['an index', MediaType.imageIndex, { manifests: [] }],
    ['no JSON object', MediaType.imageManifest, null],
    ['layers without digests', MediaType.imageManifest, { layers: [{}] }],
  ])('does not overwrite %s', async (_, mediaType, content) => {
    const bytes = Buffer.from(
      JSON.stringify(content && { mediaType, ...content }),
    );
    const client = new MemoryRegistryClient();
    const { digest } = target.descriptor;
    const pushed = await client.pushManifest(
      repository,
      { mediaType, bytes },
      { tag: tag() },
    );
    await expect(append('one', { client, digest })).rejects.toMatchObject({
      code: 'TAG_FOREIGN',
    });
    expect(await client.resolve(repository, tag())).toMatchObject({
      digest: pushed.digest,
    });
  });

  it('adds no more layers than cosign reads', async () => {
    await append('one');
    const manifest = await target.readManifest(tag());
    const layers = Array.from({ length: 1000 }, (_, i) => ({
      ...manifest.layers[0],
      annotations: { 'dev.cosignproject.cosign/signature': String(i) },
    }));
    await target.client.pushManifest(
      repository,
      {
        mediaType: MediaType.imageManifest,
        bytes: Buffer.from(JSON.stringify({ ...manifest, layers })),
      },
      { tag: tag() },
    );
    await expect(append('more')).rejects.toMatchObject({
      code: 'TOO_MANY_SIGNATURES',
    });
  });

  it('reads the tag back after a while, and no longer than it is wanted', async () => {
    const signer = await makeSigner();
    const abort = new AbortController();
    const pushManifest = target.client.pushManifest.bind(target.client);
    target.client.pushManifest = async (name, manifest, options) => {
      const pushed = await pushManifest(name, manifest, options);
      if (options?.tag) abort.abort(new Error('enough'));
      return pushed;
    };
    await expect(
      target.sign(signer, { settle: undefined, signal: abort.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
