import type { JsonObject } from '@backstage/types';
import { runAction } from '../../__testUtils__/runAction';
import {
  declareModel,
  IRIS,
  overlayOf,
  publishVersion,
} from '../../__testUtils__/runningModel';
import { createDoubles } from '../../__testUtils__/shipDoubles';
import { createBumpVersionAction } from './action';

describe('waybill:version:bump', () => {
  let doubles: ReturnType<typeof createDoubles>;
  let before: string;
  let after: string;

  beforeEach(async () => {
    doubles = createDoubles();
    before = await publishVersion(doubles, '1.0.0');
    after = await publishVersion(doubles, '1.1.0');
    declareModel(doubles, `oci://${IRIS}@${before}`);
  });

  const run = (change: JsonObject = {}, isDryRun = false) =>
    runAction(
      createBumpVersionAction(doubles.dependencies),
      {
        gitUrl: 'https://git.example.com/ml/iris',
        repository: IRIS,
        version: '1.1.0',
        environments: ['dev'],
        ...change,
      },
      { workspacePath: '/nowhere', isDryRun },
    );

  it('opens a pull request that changes the version of one environment', async () => {
    const { output, log } = await run();
    const head = 'waybill/iris-1.1.0-dev';
    expect(doubles.git.commits).toEqual([
      {
        repository: 'ml/iris',
        branch: head,
        message: 'feat(dev): run iris 1.1.0',
        paths: ['k8s/dev/iris.yaml'],
      },
    ]);
    expect(
      doubles.git.branches.get(`ml/iris@${head}`)?.get('k8s/dev/iris.yaml'),
    ).toBe(overlayOf(`oci://${IRIS}@${after}`, '1.1.0'));
    expect(doubles.git.pulls).toMatchObject([
      { repository: 'ml/iris', head, base: 'main', number: 1 },
    ]);
    expect(doubles.git.pulls[0].body).toContain(
      `+      storageUri: "oci://${IRIS}@${after}"`,
    );
    expect(output).toMatchObject({
      isChanged: true,
      digest: after,
      branch: 'main',
      files: ['k8s/dev/iris.yaml'],
      pullRequestUrl: 'https://git.example.com/ml/iris/pulls/1',
      pullRequestNumber: 1,
    });
    expect(log[0]).toBe(
      `Plan: have dev run ${IRIS}:1.1.0, declared in ml/iris on git.example.com`,
    );
  });

  it('shows the change in a dry run and sends nothing', async () => {
    const { output, log } = await run({}, true);
    expect(log).toContain(`-      storageUri: "oci://${IRIS}@${before}"`);
    expect(log).toContain(`+      storageUri: "oci://${IRIS}@${after}"`);
    expect(output).toMatchObject({ isChanged: true });
    expect(output.commit).toBeUndefined();
    expect(doubles.git.commits).toEqual([]);
  });

  it('commits to the branch itself where it is told to', async () => {
    const { output } = await run({
      environments: ['dev', 'staging'],
      directCommit: true,
    });
    expect(doubles.git.commits).toMatchObject([
      { branch: 'main', paths: ['k8s/dev/iris.yaml', 'k8s/staging/iris.yaml'] },
    ]);
    expect(doubles.git.pulls).toEqual([]);
    expect(output.pullRequestUrl).toBeUndefined();
  });

  it('has nothing to do where the version is declared already', async () => {
    await run({ directCommit: true });
    const { output, log } = await run({ directCommit: true });
    expect(output).toMatchObject({ isChanged: false, files: [], diff: '' });
    expect(log).toContain('This version is declared already: nothing to do');
    expect(doubles.git.commits).toHaveLength(1);
  });

  it('finds its own pull request when it runs again', async () => {
    await run();
    const { output } = await run();
    expect(output.pullRequestNumber).toBe(1);
    expect(doubles.git.commits).toHaveLength(1);
    expect(doubles.git.pulls).toHaveLength(1);
  });

  describe('changes nothing', () => {
    it.each<[string, JsonObject, RegExp]>([
      [
        'where the registry does not have the version',
        { version: '2.0.0' },
        /iris:2\.0\.0 is not in the registry.* \[DIGEST_NOT_FOUND\]/,
      ],
      [
        'where the digest is that of another version',
        { digest: `sha256:${'0'.repeat(64)}` },
        /1\.1\.0 of .* is sha256:\w{12}, and not sha256:0{12}.* \[VERSION_MISMATCH\]/,
      ],
      ['for the tag latest', { version: 'latest' }, /\[TAG_LATEST\]/],
      [
        'for a registry that is not configured',
        { repository: 'other.example.com/models/iris' },
        /\[REGISTRY_NOT_CONFIGURED\]/,
      ],
      [
        'without an environment',
        { environments: [] },
        /No environment is given.* \[ENVIRONMENT_UNKNOWN\]/,
      ],
      [
        'for an environment that the repository does not have',
        { environments: ['production'] },
        /no environment 'production' .*'dev', 'staging' \[ENVIRONMENT_NOT_FOUND\]/,
      ],
      [
        'for a repository that is not there',
        { gitUrl: 'https://git.example.com/ml/nope' },
        /There is no Git repository ml\/nope on git\.example\.com.* \[NOT_FOUND\]/,
      ],
    ])('%s', async (_, change, message) => {
      await expect(run(change)).rejects.toThrow(message);
      expect(doubles.git.commits).toEqual([]);
    });

    it('where no policy accepts the digest, unless that is not asked for', async () => {
      await publishVersion(doubles, '1.2.0', { isSigned: false });
      await expect(run({ version: '1.2.0' })).rejects.toThrow(
        /is unsigned .* \[NOT_VERIFIED\]/,
      );
      expect(doubles.git.commits).toEqual([]);
      await run({ version: '1.2.0', verify: false });
      expect(doubles.git.commits).toHaveLength(1);
      expect(doubles.git.pulls[0].body).toContain(
        'Signatures were **not** checked.',
      );
    });

    it('where a file cannot be edited, with its place', async () => {
      declareModel(doubles, `oci://${IRIS}@${before}`, {
        'k8s/dev/iris.yaml': overlayOf(`oci://${IRIS}@{{ .digest }}`),
      });
      await expect(run()).rejects.toThrow(
        /^k8s\/dev\/iris\.yaml:11: A template fills in .* \[TEMPLATED_VALUE\]$/,
      );
      expect(doubles.git.commits).toEqual([]);
    });

    it('where somebody changes the file meanwhile', async () => {
      const { git } = doubles;
      const readTree = git.readTree.bind(git);
      jest.spyOn(git, 'readTree').mockImplementation(async (repo, query) => {
        const tree = await readTree(repo, query);
        declareModel(doubles, `oci://${IRIS}@${after}`);
        return tree;
      });
      await expect(run()).rejects.toThrow(
        /k8s\/dev\/iris\.yaml in ml\/iris was changed while this ran.* \[REPOSITORY_CHANGED\]/,
      );
      expect(git.commits).toEqual([]);
    });
  });
});
