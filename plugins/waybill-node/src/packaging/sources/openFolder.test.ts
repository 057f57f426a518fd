import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ModelFolder } from '../__testUtils__/modelFolder';
import type { FileTree } from '../FileTree';
import { openFolder } from './openFolder';

const run = promisify(execFile);

describe('openFolder', () => {
  let models: ModelFolder;
  let folder: string;

  beforeEach(async () => {
    models = await ModelFolder.create();
    folder = path.join(models.dir, 'model');
    await mkdir(folder);
  });
  afterEach(() => models.remove());

  const write = async (name: string, content = 'x') => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  };
  const pathsOf = async () =>
    (await openFolder(folder)).files.map(file => file.path);

  it('sorts by bytes, whatever the language of the machine', async () => {
    for (const name of ['b', 'B', 'a/z', 'a-b', 'ä', 'a.txt', 'Z'])
      await write(name);
    expect(await pathsOf()).toEqual([
      'B',
      'Z',
      'a-b',
      'a.txt',
      'a/z',
      'b',
      'ä',
    ]);
  });

  it('leaves out what is never part of a model', async () => {
    await write('model.bin');
    await write('.git/config');
    await write('sub/.DS_Store');
    expect(await pathsOf()).toEqual(['model.bin']);
  });

  it('spells names as Linux does where macOS wrote them', async () => {
    await write('e\u0301.bin');
    expect(await pathsOf()).toEqual(['\u00e9.bin']);
  });

  it('refuses two names that are one in Unicode', async () => {
    await write('e\u0301.bin');
    await write('\u00e9.bin');
    await expect(pathsOf()).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });

  it('takes a link to a file of the folder for that file', async () => {
    await write('blobs/1', 'weights');
    await symlink('blobs/1', path.join(folder, 'model.bin'));
    expect((await openFolder(folder)).files).toEqual([
      expect.objectContaining({ path: 'blobs/1', sizeBytes: 7 }),
      expect.objectContaining({ path: 'model.bin', sizeBytes: 7 }),
    ]);
  });

  it('finds the folder behind a link', async () => {
    await write('model.bin');
    const link = path.join(models.dir, 'link');
    await symlink(folder, link);
    expect((await openFolder(link)).files.map(file => file.path)).toEqual([
      'model.bin',
    ]);
  });

  it.each<[string, (link: string) => Promise<unknown>]>([
    ['a file elsewhere', link => symlink('/etc/passwd', link)],
    ['a file beside the folder', link => symlink('../beside', link)],
    [
      'a file whose path begins like the folder',
      link => symlink('../model-2', link),
    ],
    ['a folder, which may run in circles', link => symlink('.', link)],
    ['nothing', link => symlink('absent', link)],
  ])('refuses a link to %s', async (_, makeLink) => {
    await write('model.bin');
    await writeFile(path.join(models.dir, 'beside'), 'x');
    await writeFile(`${folder}-2`, 'x');
    await makeLink(path.join(folder, 'link'));
    await expect(pathsOf()).rejects.toMatchObject({
      code: 'FILE_TYPE_NOT_ALLOWED',
      message: expect.stringContaining("'link'"),
    });
  });

  it('refuses a pipe, and does not wait for it', async () => {
    await run('mkfifo', [path.join(folder, 'pipe')]);
    await expect(pathsOf()).rejects.toMatchObject({
      code: 'FILE_TYPE_NOT_ALLOWED',
    });
  });

  it.each(['a\nb', 'a\u001b[2J', 'a\\b', 'a\u0085b'])(
    'refuses the name %j',
    async name => {
      await write(name);
      await expect(pathsOf()).rejects.toMatchObject({
        code: 'PATH_NOT_ALLOWED',
        message: expect.not.stringContaining('\u001b'),
      });
    },
  );

  it('refuses a path that is too long', async () => {
    await write(`${`${'d'.repeat(200)}/`.repeat(5)}${'f'.repeat(100)}`);
    await expect(pathsOf()).rejects.toMatchObject({ code: 'PATH_NOT_ALLOWED' });
  });

  it('refuses a folder that is deeper than any model', async () => {
    await write(`${'d/'.repeat(70)}f`);
    await expect(pathsOf()).rejects.toMatchObject({ code: 'TOO_MANY_FILES' });
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['is not there', 'FOLDER_NOT_FOUND', () => rm(folder, { recursive: true })],
    [
      'is a file',
      'FOLDER_NOT_FOUND',
      async () => {
        await rm(folder, { recursive: true });
        await writeFile(folder, 'x');
      },
    ],
    ['is empty', 'EMPTY_FOLDER', async () => {}],
    [
      'holds empty folders only',
      'EMPTY_FOLDER',
      () => mkdir(path.join(folder, 'a/b'), { recursive: true }),
    ],
  ])('says so when the folder %s', async (_, code, prepare) => {
    await prepare();
    await expect(pathsOf()).rejects.toMatchObject({
      code,
      message: expect.stringContaining("'model'"),
    });
  });

  it('has the same modes whatever the umask, unless it is to keep them', async () => {
    await write('model.bin');
    await write('run.sh');
    await write('private/key');
    await chmod(path.join(folder, 'model.bin'), 0o664);
    await chmod(path.join(folder, 'run.sh'), 0o700);
    await chmod(path.join(folder, 'private', 'key'), 0o400);
    await chmod(path.join(folder, 'private'), 0o700);
    const modesOf = ({ files, folders = [] }: FileTree) =>
      [...files, ...folders].map(
        ({ path: name, mode }) => `${name} ${mode.toString(8)}`,
      );
    expect(modesOf(await openFolder(folder))).toEqual([
      'model.bin 644',
      'private/key 644',
      'run.sh 755',
      'private 755',
    ]);
    expect(modesOf(await openFolder(folder, { keepModes: true }))).toEqual([
      'model.bin 664',
      'private/key 400',
      'run.sh 700',
      'private 700',
    ]);
  });

  it('stops when it is told to', async () => {
    await write('model.bin');
    const signal = AbortSignal.abort(new Error('cancelled by the user'));
    await expect(openFolder(folder, { signal })).rejects.toThrow(
      'cancelled by the user',
    );
  });
});
