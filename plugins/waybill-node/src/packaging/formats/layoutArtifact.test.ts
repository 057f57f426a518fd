import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract as createExtract } from 'tar-stream';
import { memoryTree } from '../__testUtils__/memoryTree';
import { sealPackage } from '../publish/sealPackage';
import { layoutArtifact } from './layoutArtifact';

const artifactType = 'application/vnd.example.model.v1';
const content = {
  'README.md': '# Model',
  'model/a/weights.bin': Buffer.alloc(200_000, 'w'),
  'model/config.json': '{}',
};

async function entriesIn(tar: Buffer): Promise<string[]> {
  const names: string[] = [];
  const extract = createExtract();
  extract.end(tar);
  for await (const entry of extract) {
    names.push(`${entry.header.name} ${entry.header.mode?.toString(8)}`);
    entry.resume();
  }
  return names;
}

describe('layoutArtifact', () => {
  it('is a layer for each file with its path as title, and the empty config', async () => {
    const { manifest } = await sealPackage(
      layoutArtifact(memoryTree(content), { artifactType }),
    );
    expect(manifest.artifactType).toBe(artifactType);
    expect(manifest.config).toEqual({
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest:
        'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      size: 2,
    });
    expect(
      manifest.layers.map(({ mediaType, size, annotations }) => [
        mediaType,
        size,
        annotations,
      ]),
    ).toEqual(
      Object.entries(content).map(([title, bytes]) => [
        'application/octet-stream',
        bytes.length,
        { 'org.opencontainers.image.title': title },
      ]),
    );
    expect(manifest.annotations).toBeUndefined();
  });

  it('is a layer for each folder at the top that oras unpacks', async () => {
    const layout = layoutArtifact(
      memoryTree(content, {
        'empty/': 0o755,
        'model/b/': 0o700,
        'model/a/weights.bin': 0o755,
      }),
      {
        artifactType,
        unpackFolders: true,
        annotations: { a: 'b' },
        createdAt: new Date(0),
      },
    );
    const plan = await sealPackage(layout);
    expect(plan.manifest.annotations).toEqual({
      a: 'b',
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
    });
    const byTitle = new Map(
      plan.layers.map(layer => [
        layer.descriptor.annotations?.['org.opencontainers.image.title'],
        layer,
      ]),
    );
    expect([...byTitle.keys()].sort()).toEqual(['README.md', 'empty', 'model']);
    const folder = byTitle.get('model')!;
    expect(folder.descriptor).toMatchObject({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      annotations: { 'io.deis.oras.content.unpack': 'true' },
    });
    const gzip = await buffer(folder.open());
    expect(gzip).toHaveLength(folder.descriptor.size);
    expect(await entriesIn(gunzipSync(gzip))).toEqual([
      'model 755',
      'model/a 755',
      'model/a/weights.bin 755',
      'model/b 700',
      'model/config.json 644',
    ]);
  });

  it('has the same digest each time, and another with other bytes', async () => {
    const seal = async (files: Record<string, string | Buffer>) =>
      (
        await sealPackage(
          layoutArtifact(memoryTree(files), {
            artifactType,
            unpackFolders: true,
          }),
        )
      ).descriptor.digest;
    const digest = await seal(content);
    expect(await seal(content)).toBe(digest);
    expect(await seal({ ...content, 'model/config.json': '[]' })).not.toBe(
      digest,
    );
  });

  it('can be read on from any byte, as an upload that goes on does', async () => {
    const layout = layoutArtifact(memoryTree({ 'm/a': 'x'.repeat(150_000) }), {
      artifactType,
      unpackFolders: true,
    });
    const [whole] = layout.layers[0].segments();
    if (Buffer.isBuffer(whole)) throw new Error('a file was expected');
    const all = await buffer(whole.open());
    for (const start of [1, 9, 10, 70_000, all.length - 3])
      expect(
        (await buffer(whole.open({ start }))).equals(all.subarray(start)),
      ).toBe(true);
  });

  it('notices a file that is not as long as it was', async () => {
    const tree = memoryTree({ 'm/a': 'long' });
    const changed = {
      ...tree,
      files: tree.files.map(file => ({ ...file, sizeBytes: 2 })),
    };
    await expect(
      sealPackage(
        layoutArtifact(changed, { artifactType, unpackFolders: true }),
      ),
    ).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });

  it.each(['', 'model', 'a/b/c', 'a b/c', 'latest\n'])(
    'refuses the artifact type %j',
    type => {
      expect(() =>
        layoutArtifact(memoryTree(content), { artifactType: type }),
      ).toThrow(expect.objectContaining({ code: 'FORMAT_NOT_SUPPORTED' }));
    },
  );

  it('says what to do with too many files, and with none', () => {
    const many = memoryTree(
      Object.fromEntries(
        Array.from({ length: 1001 }, (_, index) => [`f/${index}`, '']),
      ),
    );
    expect(() => layoutArtifact(many, { artifactType })).toThrow(
      expect.objectContaining({
        code: 'TOO_MANY_FILES',
        message: expect.stringContaining('unpackFolders'),
      }),
    );
    expect(
      layoutArtifact(many, { artifactType, unpackFolders: true }).layers,
    ).toHaveLength(1);
    expect(() => layoutArtifact(memoryTree({}), { artifactType })).toThrow(
      expect.objectContaining({ code: 'EMPTY_FOLDER' }),
    );
  });
});
