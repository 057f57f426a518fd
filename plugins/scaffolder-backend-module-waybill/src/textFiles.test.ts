import { symlink, writeFile } from 'node:fs/promises';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { writeFiles } from './__testUtils__/shipDoubles';
import { readModelCard } from './actions/build-manifests/apply';
import { readTextFiles } from './textFiles';

describe('what is read from a folder to be shown in Git', () => {
  const workspace = createMockDirectory();

  beforeEach(async () => {
    workspace.clear();
    await writeFiles(workspace.path, {
      'repository/a.yaml': 'a: ä\n',
      secret: 's3cret',
    });
  });

  const read = () => readTextFiles(workspace.path, 'repository');

  it('is text', async () => {
    await expect(read()).resolves.toEqual([
      { path: 'a.yaml', content: 'a: ä\n' },
    ]);
  });

  it('is no binary', async () => {
    await writeFile(
      workspace.resolve('repository/model.bin'),
      Buffer.from([0xff, 0xfe, 0x00]),
    );
    await expect(read()).rejects.toMatchObject({
      code: 'FILE_NOT_TEXT',
      message: expect.stringContaining("'model.bin'"),
    });
  });

  it('is nothing behind a link', async () => {
    await symlink(
      workspace.resolve('secret'),
      workspace.resolve('repository/b.yaml'),
    );
    await expect(read()).rejects.toMatchObject({ code: 'FILE_NOT_TEXT' });
  });

  it('is no model card behind a link', async () => {
    await writeFiles(workspace.path, { 'model/model.bin': 'x' });
    await symlink(
      workspace.resolve('secret'),
      workspace.resolve('model/README.md'),
    );
    await expect(
      readModelCard(workspace.path, 'model'),
    ).resolves.toBeUndefined();
    await writeFiles(workspace.path, { 'repository/README.md': '# Card\n' });
    await expect(readModelCard(workspace.path, 'repository')).resolves.toBe(
      '# Card\n',
    );
  });
});
