import { readFile } from 'node:fs/promises';
import { createMockDirectory } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { runAction } from './__testUtils__/runAction';
import { createDoubles } from './__testUtils__/shipDoubles';
import { createFetchRepositoryAction } from './actions';

const INPUT = { gitUrl: 'https://git.example.com/ml/iris', path: '/deploy/' };

describe('waybill:repository:fetch', () => {
  const workspace = createMockDirectory();
  let doubles: ReturnType<typeof createDoubles>;

  beforeEach(() => {
    workspace.clear();
    workspace.addContent({ repository: { 'old.yaml': 'old' } });
    doubles = createDoubles();
    doubles.git.repositories.set(
      'ml/iris',
      new Map([
        ['README.md', '# Iris\n'],
        ['deploy/base/a.yaml', 'a: 1\n'],
      ]),
    );
    doubles.git.branches.set(
      'ml/iris@next',
      new Map([['deploy/base/a.yaml', 'a: 2\n']]),
    );
  });

  const fetchIt = (change: JsonObject = {}) =>
    runAction(
      createFetchRepositoryAction(doubles.dependencies),
      { ...INPUT, ...change },
      { workspacePath: workspace.path },
    );

  it('replaces the folder by that of the repository', async () => {
    const { output } = await fetchIt();
    expect(output).toMatchObject({
      path: 'repository',
      files: ['base/a.yaml'],
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(workspace.content()).toEqual({
      repository: { base: { 'a.yaml': 'a: 1\n' } },
    });
  });

  it('reads a branch, and the root', async () => {
    await fetchIt({ branch: 'next', targetPath: 'deploy' });
    await expect(
      readFile(workspace.resolve('deploy/base/a.yaml'), 'utf8'),
    ).resolves.toBe('a: 2\n');
    const { output } = await fetchIt({ path: '' });
    expect(output.files).toEqual(['README.md', 'deploy/base/a.yaml']);
  });

  it.each<[string, JsonObject, string]>([
    ['a folder that is not there', { path: 'nope' }, '[SOURCE_EMPTY]'],
    ['a branch that is not there', { branch: 'nope' }, '[NOT_FOUND]'],
    ['a target outside', { targetPath: '../x' }, 'path'],
  ])('refuses %s', async (_, change, code) => {
    await expect(fetchIt(change)).rejects.toThrow(code);
    expect(workspace.content()).toEqual({
      repository: { 'old.yaml': 'old' },
    });
  });

  it('takes nothing that is no text', async () => {
    jest.spyOn(doubles.git, 'readTree').mockResolvedValue({
      commit: 'c'.repeat(40),
      files: [],
      isTruncated: false,
      skipped: [{ path: 'deploy/model.bin', reason: 'not-text' }],
    });
    await expect(fetchIt()).rejects.toThrow(
      /deploy\/model\.bin .* is no text.*\[SOURCE_TOO_LARGE\]/,
    );
  });
});
