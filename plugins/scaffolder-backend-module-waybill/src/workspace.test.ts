import { symlink } from 'node:fs/promises';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { writeFiles } from './__testUtils__/shipDoubles';
import { listFiles, resolveFolder } from './workspace';

describe('resolveFolder', () => {
  const workspace = createMockDirectory();

  it.each(['.', '', 'model/..', './'])(
    'refuses the workspace itself (%j)',
    path => {
      expect(() => resolveFolder(workspace.path, path)).toThrow(
        expect.objectContaining({ code: 'INVALID_SOURCE' }),
      );
    },
  );

  it.each(['..', '../x', '/etc'])('refuses %j, which leads out', path => {
    expect(() => resolveFolder(workspace.path, path)).toThrow(
      expect.objectContaining({ name: 'NotAllowedError' }),
    );
  });
});

describe('listFiles', () => {
  const workspace = createMockDirectory();

  it('gives all files by path, with links as entries of their own', async () => {
    await writeFiles(workspace.resolve('model'), {
      'b/c.txt': '12',
      'a.txt': '1',
    });
    await symlink('/etc', workspace.resolve('model/z'));
    await expect(listFiles(workspace.path, 'model')).resolves.toEqual([
      { path: 'a.txt', sizeBytes: 1, isSpecial: false },
      { path: 'b/c.txt', sizeBytes: 2, isSpecial: false },
      { path: 'z', sizeBytes: 0, isSpecial: true },
    ]);
  });

  it('says that a folder is not there and what may be the reason', async () => {
    await expect(listFiles(workspace.path, 'nope')).rejects.toMatchObject({
      code: 'FOLDER_MISSING',
      message: expect.stringContaining('workspaceProvider'),
    });
  });
});
