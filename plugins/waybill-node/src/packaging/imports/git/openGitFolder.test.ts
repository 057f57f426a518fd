import { readAll } from '../../../registry/__testUtils__/images';
import { openGitFolder, type GitFolderReader } from './openGitFolder';

const url = 'https://git.test/acme/models/tree/main/iris';

function readerOf(files: Record<string, string | Buffer>): GitFolderReader {
  return {
    readTree: async () => ({
      etag: 'abc123',
      files: async () =>
        Object.entries(files).map(([path, content]) => ({
          path,
          content: async () => Buffer.from(content),
        })),
    }),
  };
}

function failing(name: string): GitFolderReader {
  return {
    readTree: async () => {
      throw Object.assign(new Error('https://x:secret@git.test'), { name });
    },
  };
}

describe('openGitFolder', () => {
  it('gives the files of the folder in the order of their paths', async () => {
    const { tree, ...plan } = await openGitFolder(
      { url },
      {
        reader: readerOf({
          'b/model.onnx': 'onnx',
          'a.txt': 'hello',
          '.gitattributes': 'x',
          'notes.md': 'no',
        }),
        ignore: ['*.md'],
      },
    );
    expect(plan).toMatchObject({
      kind: 'git',
      name: url,
      revision: 'abc123',
      files: [
        { path: 'a.txt', sizeBytes: 5 },
        { path: 'b/model.onnx', sizeBytes: 4 },
      ],
      totalBytes: 9,
      ignored: [
        { path: '.gitattributes', reason: 'housekeeping' },
        { path: 'notes.md', reason: 'ignored' },
      ],
    });
    expect((await readAll(tree.files[0].open({ start: 1 }))).toString()).toBe(
      'ello',
    );
    expect(tree.files[0]).toMatchObject({
      mode: 0o644,
      digest:
        'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    });
  });

  it('refuses pointers of Git LFS in the place of weights', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(
      64,
    )}\nsize 5\n`;
    await expect(
      openGitFolder(
        { url },
        { reader: readerOf({ 'a.txt': 'x', 'model.onnx': pointer }) },
      ),
    ).rejects.toMatchObject({
      code: 'LFS_POINTER',
      message: expect.stringContaining('model.onnx'),
    });
  });

  it('refuses more than is kept in memory', async () => {
    await expect(
      openGitFolder(
        { url },
        {
          reader: readerOf({ a: Buffer.alloc(600), b: Buffer.alloc(600) }),
          maxBytes: 1_000,
        },
      ),
    ).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('refuses paths that lead out', async () => {
    await expect(
      openGitFolder({ url }, { reader: readerOf({ '../x': 'x' }) }),
    ).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });

  it.each([
    ['NotFoundError', 'NOT_FOUND'],
    ['NotAllowedError', 'HOST_NOT_ALLOWED'],
    ['AuthenticationError', 'UNAUTHORIZED'],
    ['Error', 'UNAVAILABLE'],
  ])('makes of %s the code %s, without its words', async (name, code) => {
    const error = await openGitFolder({ url }, { reader: failing(name) }).catch(
      its => its,
    );
    expect(error).toMatchObject({ name: 'ImportError', code });
    expect(error.message).not.toContain('secret');
  });

  it('ends with the reason of who cancels', async () => {
    const reason = new Error('cancelled by its user');
    await expect(
      openGitFolder(
        { url },
        { reader: readerOf({ a: 'x' }), signal: AbortSignal.abort(reason) },
      ),
    ).rejects.toBe(reason);
  });
});
