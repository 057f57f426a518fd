import { Readable } from 'node:stream';
import tar from 'tar-stream';
import { createTarball } from './tarball';

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly mode?: number;
}

async function bytesOf(blob: Blob): Promise<Buffer> {
  return Buffer.from(await blob.arrayBuffer());
}

async function unpack(blob: Blob): Promise<Entry[]> {
  const extract = tar.extract();
  Readable.from([await bytesOf(blob)]).pipe(extract);
  const entries: Entry[] = [];
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) {
      chunks.push(chunk as Buffer);
    }
    const { name, mode } = entry.header;
    entries.push({ name, mode, text: Buffer.concat(chunks).toString() });
  }
  return entries;
}

describe('createTarball', () => {
  it('holds each file under its path', async () => {
    const blob = createTarball([
      { path: 'model.joblib', content: new Blob(['weights']) },
      { path: 'config/empty.json', content: new Blob([]) },
      { path: 'exact.bin', content: new Blob(['x'.repeat(512)]) },
    ]);

    expect(await unpack(blob)).toEqual([
      { name: 'model.joblib', mode: 0o644, text: 'weights' },
      { name: 'config/empty.json', mode: 0o644, text: '' },
      { name: 'exact.bin', mode: 0o644, text: 'x'.repeat(512) },
    ]);
  });

  it('keeps paths that are long or not ASCII', async () => {
    const paths = [
      `${'deep/'.repeat(40)}weights.bin`,
      'modèle/重み.bin',
      // With 91 bytes the length of the record gets a digit more by counting its own digits.
      `${'a'.repeat(89)}é`,
      `${'a'.repeat(90)}é`,
    ];
    const blob = createTarball(
      paths.map(path => ({ path, content: new Blob([path]) })),
    );

    const entries = await unpack(blob);

    expect(entries.map(({ name }) => name)).toEqual(paths);
    expect(entries.map(({ text }) => text)).toEqual(paths);
  });

  it('says the size of a file over 8 GiB in an extended header', async () => {
    const sizeBytes = 9 * 1024 ** 3;
    // A blob that only claims its size: what is looked at are the headers.
    const huge = new Blob([]);
    Object.defineProperty(huge, 'size', { value: sizeBytes });

    const bytes = await bytesOf(
      createTarball([{ path: 'huge.gguf', content: huge }]),
    );

    expect(bytes.subarray(156, 157).toString()).toBe('x');
    expect(bytes.subarray(512, 1024).toString()).toContain(
      ` size=${sizeBytes}\n`,
    );
  });

  it('ends with two empty blocks', async () => {
    const bytes = await bytesOf(createTarball([]));

    expect(bytes).toEqual(Buffer.alloc(1024));
  });
});
