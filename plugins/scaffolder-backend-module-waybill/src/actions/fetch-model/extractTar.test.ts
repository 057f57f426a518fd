import { readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { pack } from 'tar-stream';
import { tarOf } from '../../__testUtils__/shipDoubles';
import { extractTar } from './extractTar';

describe('extractTar', () => {
  const target = createMockDirectory();

  beforeEach(() => target.clear());

  it('unpacks files into folders', async () => {
    await extractTar(
      tarOf({ 'model.joblib': 'bytes', 'a/b/c.txt': 'ä' }),
      target.path,
    );
    await expect(readFile(target.resolve('a/b/c.txt'), 'utf8')).resolves.toBe(
      'ä',
    );
    await expect(
      readFile(target.resolve('model.joblib'), 'utf8'),
    ).resolves.toBe('bytes');
  });

  it.each([
    ['../evil', 'x', 'leads out of the folder'],
    ['a/../../evil', 'x', 'leads out of the folder'],
    ['/etc/evil', 'x', 'is no relative path'],
    ['a\\b', 'x', 'is no relative path'],
    ['link', '->/etc/passwd', 'is a symlink'],
  ])('refuses %s', async (name, content, reason) => {
    await expect(
      extractTar(tarOf({ [name]: content }), target.resolve('in')),
    ).rejects.toMatchObject({
      code: 'INVALID_SOURCE',
      message: expect.stringContaining(reason),
    });
    expect(await readdir(target.path)).toEqual([]);
  });

  it('refuses more bytes than a task may hold, before it writes them', async () => {
    await expect(
      extractTar(tarOf({ 'big.bin': 'x'.repeat(2048) }), target.path, {
        maxBytes: 2000,
      }),
    ).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
    expect(await readdir(target.path)).toEqual([]);
  });

  it('refuses an entry that comes twice', async () => {
    const archive = pack();
    archive.entry({ name: 'model.joblib' }, 'one');
    archive.entry({ name: 'model.joblib' }, 'two');
    archive.finalize();
    await expect(
      extractTar(Readable.from(archive), target.path),
    ).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('fails on an archive that ends too early', async () => {
    const whole = Buffer.concat(
      await Readable.from(
        tarOf({ 'model.joblib': 'x'.repeat(5000) }),
      ).toArray(),
    );
    await expect(
      extractTar(Readable.from([whole.subarray(0, 2000)]), target.path),
    ).rejects.toThrow('Unexpected end of data');
  });

  it('fails on what is no archive', async () => {
    await expect(
      extractTar(Readable.from([Buffer.alloc(1024, 'x')]), target.path),
    ).rejects.toThrow(/Invalid tar header/);
  });

  it('stops when the signal is aborted', async () => {
    const controller = new AbortController();
    const endless = new Readable({ read: () => undefined });
    const pending = extractTar(endless, target.path, {
      signal: controller.signal,
    });
    controller.abort();
    await expect(pending).rejects.toThrow(/abort/i);
  });
});
