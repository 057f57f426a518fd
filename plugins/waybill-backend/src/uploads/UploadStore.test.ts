import { createHash } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { createMockDirectory } from '@backstage/backend-test-utils';
import tar from 'tar-stream';
import { testDatabases } from '../__testUtils__/testDatabase';
import { UploadStore } from './UploadStore';

const databases = testDatabases();
const OWNER = 'user:default/ada';
const HOUR_MS = 3_600_000;

type Entry = Parameters<tar.Pack['entry']>[0] & { content?: string };

async function tarOf(...entries: Entry[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { content, ...header } of entries) {
    pack.entry(header, content ?? '');
  }
  pack.finalize();
  return buffer(pack);
}

const file = (name: string, content = 'content of it'): Entry => ({
  name,
  content,
});

async function untar(archive: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const extract = tar.extract();
  extract.end(archive);
  for await (const entry of extract) {
    files[entry.header.name] = (await buffer(entry)).toString();
  }
  return files;
}

describe.each(databases.ids)('UploadStore, %p', id => {
  const directory = createMockDirectory();
  let now: number;
  let store: UploadStore;

  const createStore = async (
    limits: { maxBytes?: number; maxTotalBytes?: number } = {},
  ) =>
    new UploadStore(
      await databases.open(id),
      {
        directory: directory.path,
        maxBytes: 10_000,
        maxTotalBytes: 100_000,
        expireAfterMs: HOUR_MS,
        ...limits,
      },
      () => now,
    );
  const receive = async (
    fileName: string,
    bytes: Buffer | string,
    to = store,
  ) =>
    to.receive(Readable.from([Buffer.from(bytes)]), {
      fileName,
      owner: OWNER,
      signal: new AbortController().signal,
    });
  const leftOvers = async () => readdir(directory.path);

  beforeEach(async () => {
    directory.clear();
    now = Date.parse('2026-11-21T10:00:00.000Z');
    store = await createStore();
  });

  it('keeps a single file', async () => {
    const receipt = await receive('model.safetensors', 'weights');

    expect(receipt).toEqual({
      id: expect.stringMatching(/^[\w-]{32}$/),
      sizeBytes: 7,
      files: [{ path: 'model.safetensors', sizeBytes: 7 }],
      expiresAt: '2026-11-21T11:00:00.000Z',
    });
    expect(
      await untar(await buffer(await store.openTar(receipt.id, OWNER))),
    ).toEqual({ 'model.safetensors': 'weights' });
  });

  it.each([
    ['model.tar', (archive: Buffer) => archive],
    ['model.tar.gz', gzipSync],
    ['MODEL.TGZ', gzipSync],
  ])(
    'unpacks %s and gives the same tar for the same files',
    async (fileName, pack) => {
      const archive = pack(
        await tarOf(
          { name: './', type: 'directory' },
          file('./b/weights.bin', 'w'.repeat(3_000)),
          { name: 'b', type: 'directory' },
          file('a.txt'),
        ),
      );

      const [first, second] = [
        await receive(fileName, archive),
        await receive(fileName, archive),
      ];

      expect(first.files).toEqual([
        { path: 'a.txt', sizeBytes: 13 },
        { path: 'b/weights.bin', sizeBytes: 3_000 },
      ]);
      expect(first.sizeBytes).toBe(3_013);
      const [one, other] = await Promise.all(
        [first, second].map(async each =>
          buffer(await store.openTar(each.id, OWNER)),
        ),
      );
      expect(await untar(one)).toEqual({
        'a.txt': 'content of it',
        'b/weights.bin': 'w'.repeat(3_000),
      });
      expect(createHash('sha256').update(one).digest()).toEqual(
        createHash('sha256').update(other).digest(),
      );
    },
  );

  describe('refuses', () => {
    it.each<[string, Entry[], string]>([
      ['a path that climbs out', [file('../escape.txt')], '../escape.txt'],
      [
        'a path that climbs out later',
        [file('a/../../escape.txt')],
        'a/../../escape.txt',
      ],
      ['an absolute path', [file('/etc/cron.d/escape')], '/etc/cron.d/escape'],
      ['a path for Windows', [file('a\\..\\escape.txt')], 'escape.txt'],
      ['a path with a line break', [file('a\nb')], 'a\\nb'],
      ['a very deep path', [file(`${'a/'.repeat(40)}b`)], 'not a plain path'],
      [
        'a symbolic link',
        [{ name: 'link', type: 'symlink', linkname: '/etc/passwd' }],
        "'link', a symlink",
      ],
      [
        'a hard link',
        [file('a.txt'), { name: 'link', type: 'link', linkname: 'a.txt' }],
        "'link', a link",
      ],
      [
        'a device',
        [{ name: 'null', type: 'character-device' }],
        "'null', a character-device",
      ],
      ['a file twice', [file('a.txt'), file('./a.txt')], "'a.txt' twice"],
      [
        'a file where a folder is',
        [file('a/b.txt'), file('a')],
        'cannot be unpacked',
      ],
      [
        'a folder where a file is',
        [file('a'), file('a/b.txt')],
        'cannot be unpacked',
      ],
      [
        'an archive without files',
        [{ name: 'empty', type: 'directory' }],
        'holds no file',
      ],
    ])('%s', async (_name, entries, message) => {
      const refused = receive('model.tar', await tarOf(...entries));

      await expect(refused).rejects.toMatchObject({
        code: 'UPLOAD_MALFORMED',
        message: expect.stringContaining(message),
      });
      expect(await leftOvers()).toEqual([]);
    });

    it.each<[string, string, () => Promise<Buffer> | Buffer]>([
      ['what is no tar', 'model.tar', () => Buffer.alloc(2_000, 'x')],
      ['what is no gzip', 'model.tgz', () => Buffer.from('no gzip')],
      [
        'a gzip that is cut off',
        'model.tgz',
        async () => gzipSync(await tarOf(file('a'))).subarray(0, 60),
      ],
      [
        'a tar that is cut off',
        'model.tar',
        async () =>
          (await tarOf(file('a', 'x'.repeat(5_000)))).subarray(0, 2_000),
      ],
      ['a zip', 'model.zip', () => Buffer.from('PK')],
      ['a name that is a path', '..', () => Buffer.from('x')],
    ])('%s', async (_name, fileName, bytes) => {
      await expect(receive(fileName, await bytes())).rejects.toMatchObject({
        code: 'UPLOAD_MALFORMED',
      });
      expect(await leftOvers()).toEqual([]);
    });

    it.each<[string, string, () => Promise<Buffer> | Buffer]>([
      ['a file that is too large', 'model.bin', () => Buffer.alloc(10_001)],
      [
        'an archive that is too large',
        'model.tar',
        async () =>
          tarOf(file('a', 'x'.repeat(9_000)), file('b', 'x'.repeat(2_000))),
      ],
      [
        'a bomb',
        'model.tgz',
        async () =>
          gzipSync(await tarOf(file('zeros', '\0'.repeat(5_000_000)))),
      ],
    ])('%s', async (_name, fileName, bytes) => {
      await expect(receive(fileName, await bytes())).rejects.toMatchObject({
        code: 'UPLOAD_TOO_LARGE',
        message: expect.stringContaining('waybill.uploads.maxBytes'),
      });
      expect(await leftOvers()).toEqual([]);
    });

    it('more than all uploads may take together', async () => {
      const small = await createStore({ maxBytes: 100, maxTotalBytes: 150 });
      await receive('a.bin', Buffer.alloc(100), small);
      await expect(
        receive('b.bin', Buffer.alloc(51), small),
      ).rejects.toMatchObject({ code: 'UPLOAD_TOO_LARGE' });
      await receive('c.bin', Buffer.alloc(50), small);

      await expect(receive('d.bin', 'x', small)).rejects.toMatchObject({
        code: 'UPLOAD_STORE_FULL',
      });

      now += HOUR_MS + 1;
      expect(await receive('e.bin', 'x', small)).toMatchObject({
        sizeBytes: 1,
      });
    });
  });

  it('leaves nothing of an upload that is broken off', async () => {
    const gone = new AbortController();
    const body = new Readable({ read() {} });
    body.push('some bytes');
    const received = store.receive(body, {
      fileName: 'model.bin',
      owner: OWNER,
      signal: gone.signal,
    });
    gone.abort(new Error('broken off'));

    await expect(received).rejects.toThrow();
    expect(await leftOvers()).toEqual([]);
  });

  it.each([
    ['of somebody else', 'user:default/eve', (uploadId: string) => uploadId],
    ['with another id', OWNER, () => 'x'.repeat(32)],
    ['by a path', OWNER, () => '../../etc'],
  ])('gives no upload %s', async (_name, owner, idOf) => {
    const receipt = await receive('model.bin', 'weights');

    await expect(store.openTar(idOf(receipt.id), owner)).rejects.toMatchObject({
      code: 'UPLOAD_NOT_FOUND',
    });
  });

  it('gives a service any upload', async () => {
    const receipt = await receive('model.bin', 'weights');

    expect(
      await untar(await buffer(await store.openTar(receipt.id, undefined))),
    ).toEqual({ 'model.bin': 'weights' });
  });

  it('deletes what has expired and what was left half received', async () => {
    const old = await receive('old.bin', 'weights');
    now += HOUR_MS / 2;
    const young = await receive('young.bin', 'weights');
    directory.addContent({
      '.partial-crashed': { file: 'x' },
      '.partial-running': { file: 'x' },
    });
    await utimes(
      path.join(directory.path, '.partial-crashed'),
      (now - HOUR_MS) / 1000,
      (now - HOUR_MS) / 1000,
    );
    now += HOUR_MS / 2;
    await utimes(
      path.join(directory.path, '.partial-running'),
      now / 1000,
      now / 1000,
    );
    await expect(store.openTar(old.id, OWNER)).rejects.toMatchObject({
      code: 'UPLOAD_NOT_FOUND',
    });
    now += 1;

    expect(await store.removeExpired()).toBe(1);
    expect((await leftOvers()).sort()).toEqual(
      ['.partial-running', young.id].sort(),
    );
  });
});
