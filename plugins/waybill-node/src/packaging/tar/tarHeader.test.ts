import { createHash } from 'node:crypto';
import { extract as createExtract, type Header } from 'tar-stream';
import goHeaders from './__fixtures__/goHeaders.json';
import { tarHeader, tarPadding, type TarEntry } from './tarHeader';

/** What another implementation reads of a header. */
async function readBack(entry: TarEntry): Promise<Header> {
  const extract = createExtract();
  const header = new Promise<Header>((resolve, reject) => {
    extract.once('entry', resolve);
    extract.once('error', reject);
  });
  extract.write(tarHeader(entry));
  const read = await header;
  extract.destroy();
  return read;
}

describe('tarHeader', () => {
  it('holds nothing that depends on the machine or the moment', async () => {
    expect(
      await readBack({ path: 'models/a.bin', type: 'file', sizeBytes: 7 }),
    ).toMatchObject({
      name: 'models/a.bin',
      type: 'file',
      size: 7,
      mode: 0o644,
      uid: 0,
      gid: 0,
      uname: '',
      gname: '',
      mtime: new Date(0),
    });
    expect(
      await readBack({ path: 'models/', type: 'directory', sizeBytes: 0 }),
    ).toMatchObject({ type: 'directory', mode: 0o755, size: 0 });
  });

  it('is one block where the name is short', () => {
    const entry = { type: 'file', sizeBytes: 1 } as const;
    expect(tarHeader({ ...entry, path: 'a'.repeat(100) })).toHaveLength(512);
    expect(tarHeader({ ...entry, path: 'a'.repeat(101) })).toHaveLength(1536);
  });

  it.each(goHeaders.map(one => [one.path.slice(0, 80), one] as const))(
    "equals that of Go's archive/tar: %s",
    (_, { sha256, bytes, type, ...entry }) => {
      const header = tarHeader({
        ...entry,
        type: type === 'directory' ? 'directory' : 'file',
      });
      expect(header).toHaveLength(bytes);
      expect(createHash('sha256').update(header).digest('hex')).toBe(sha256);
    },
  );

  it('carries paths of every length and script', async () => {
    // the record tells its own length, which grows by a digit around 1,000 bytes
    const lengths = [
      1, 99, 100, 101, 980, 981, 982, 983, 984, 985, 986, 987, 988, 989, 990,
    ];
    for (const path of [
      ...lengths.map(length => 'a'.repeat(length)),
      'models/模型.bin',
      'ü'.repeat(42),
      'ü'.repeat(43),
      'ü'.repeat(44),
      `${'ü'.repeat(43)}a`,
    ]) {
      expect(
        await readBack({ path, type: 'file', sizeBytes: 0 }),
      ).toMatchObject({ name: path });
    }
  });

  it.each([8 ** 11 - 1, 8 ** 11, 123_456_789_012_345])(
    'carries a size of %d bytes',
    async sizeBytes => {
      expect(
        await readBack({ path: 'a', type: 'file', sizeBytes }),
      ).toMatchObject({ size: sizeBytes });
    },
  );
});

describe('tarPadding', () => {
  it.each([
    [0, 0],
    [1, 511],
    [511, 1],
    [512, 0],
    [513, 511],
  ])('fills the last block after %d bytes with %d', (size, padding) => {
    expect(tarPadding(size)).toHaveLength(padding);
  });
});
