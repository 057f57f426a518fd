import { createMockDirectory } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { runAction } from './__testUtils__/runAction';
import { createDoubles, writeFiles } from './__testUtils__/shipDoubles';
import { createOpenChangeAction } from './actions';

const INPUT = {
  path: 'policies',
  gitUrl: 'https://git.example.com/ml/fleet',
  targetPath: 'clusters/dev/policies/',
  title: 'feat: admit signed models only',
};
const HEAD = 'waybill/feat-admit-signed-models-only';

describe('waybill:change:open', () => {
  const workspace = createMockDirectory();
  let doubles: ReturnType<typeof createDoubles>;

  beforeEach(async () => {
    workspace.clear();
    doubles = createDoubles();
    doubles.git.repositories
      .get('ml/fleet')!
      .set('clusters/dev/policies/a.yaml', 'a: 0\n');
    await writeFiles(workspace.resolve('policies'), {
      'a.yaml': 'a: 1\n',
      'deep/b.yaml': 'b: 1\n',
    });
  });

  const open = (change: JsonObject = {}, isDryRun = false) =>
    runAction(
      createOpenChangeAction(doubles.dependencies),
      { ...INPUT, ...change },
      { workspacePath: workspace.path, isDryRun },
    );

  it('commits the files to a branch and opens a pull request', async () => {
    const { output, log } = await open({ body: 'Because.' });
    expect(output).toMatchObject({
      isChanged: true,
      files: [
        'clusters/dev/policies/a.yaml',
        'clusters/dev/policies/deep/b.yaml',
      ],
      pullRequestUrl: 'https://git.example.com/ml/fleet/pulls/1',
      pullRequestNumber: 1,
    });
    expect(output.diff).toMatch(/-a: 0\n\+a: 1\n/);
    expect(doubles.git.pulls).toEqual([
      expect.objectContaining({ head: HEAD, base: 'main', body: 'Because.' }),
    ]);
    expect(doubles.git.commits).toEqual([
      expect.objectContaining({ branch: HEAD, message: INPUT.title }),
    ]);
    expect(doubles.git.repositories.get('ml/fleet')!.get('README.md')).toBe(
      '# Fleet\n',
    );
    expect(log).toContain('  change clusters/dev/policies/a.yaml');
    expect(log).toContain('  add clusters/dev/policies/deep/b.yaml');
  });

  it('finds both when it is run again', async () => {
    const first = await open();
    const second = await open();
    expect(second.output).toEqual(first.output);
    expect(doubles.git.commits).toHaveLength(1);
  });

  it('commits to the branch itself where asked', async () => {
    const { output } = await open({ directCommit: true });
    expect(output).not.toHaveProperty('pullRequestUrl');
    expect(doubles.git.pulls).toEqual([]);
    const again = await open({ directCommit: true });
    expect(again.output).toMatchObject({
      isChanged: false,
      files: [],
      diff: '',
    });
    expect(again.log).toContain(
      'The branch main has all of it already: nothing to change',
    );
  });

  it('changes nothing in a dry run, and shows what it would do', async () => {
    const { output } = await open({}, true);
    expect(output).toMatchObject({ isChanged: true });
    expect(doubles.git.commits).toEqual([]);
    expect(doubles.git.pulls).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['no such folder', { path: 'nope' }, '[FOLDER_MISSING]'],
    ['a folder outside', { path: '../..' }, 'path'],
    [
      'no such repository',
      { gitUrl: 'https://git.example.com/ml/no' },
      '[NOT_FOUND]',
    ],
    ['no URL', { gitUrl: 'ml/fleet' }, '[INVALID_INPUT]'],
    [
      'a host that nobody configured',
      { gitUrl: 'https://evil.example.com/a/b' },
      '[NOT_CONFIGURED]',
    ],
  ])('refuses %s', async (_, change, code) => {
    await expect(open(change)).rejects.toThrow(code);
    expect(doubles.git.commits).toEqual([]);
  });
});
