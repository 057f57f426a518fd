/** The same client against the sandbox's Git remote, which real `git` reads and writes as well. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitRemote, type RunningGitRemote } from '@waybill/sandbox';
import { GiteaScmClient } from './GiteaScmClient';

// Every commit runs git: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

describe('GiteaScmClient with the sandbox', () => {
  const iris = { owner: 'waybill', name: 'iris' };
  let dir: string;
  let remote: RunningGitRemote;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waybill-scm-'));
    remote = await startGitRemote({
      dir,
      port: 0,
      username: 'waybill',
      token: 't0ken',
    });
  });

  afterAll(async () => {
    await remote.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const createClient = (password = 't0ken') =>
    GiteaScmClient.fromIntegration({
      host: remote.host,
      baseUrl: remote.url,
      username: 'waybill',
      password,
    });

  it('creates, commits once, branches and proposes', async () => {
    const client = createClient();
    await expect(client.getRepository(iris)).resolves.toBeUndefined();
    await expect(client.createRepository(iris)).resolves.toMatchObject({
      url: `${remote.url}/waybill/iris`,
      isEmpty: true,
    });

    const files = [
      { path: 'catalog-info.yaml', content: 'description: ä\n' },
      { path: 'deploy/base/kustomization.yaml', content: 'resources: []\n' },
    ];
    const first = await client.commitFiles(iris, {
      branch: 'main',
      message: 'feat: ship iris',
      files,
    });
    const again = await client.commitFiles(iris, {
      branch: 'main',
      message: 'feat: ship iris',
      files,
    });
    expect(again).toEqual(first);
    await expect(client.createRepository(iris)).resolves.toMatchObject({
      isEmpty: false,
    });

    await client.commitFiles(iris, {
      branch: 'ship/1.1.0',
      message: 'feat: ship iris 1.1.0',
      files: [{ path: 'catalog-info.yaml', content: 'description: b\n' }],
    });
    await expect(
      client.readFile(iris, { path: 'catalog-info.yaml' }),
    ).resolves.toMatchObject({ content: 'description: ä\n' });
    await expect(
      client.readFile(iris, { path: 'catalog-info.yaml', ref: 'ship/1.1.0' }),
    ).resolves.toMatchObject({ content: 'description: b\n' });

    const change = {
      head: 'ship/1.1.0',
      base: 'main',
      title: 'Ship 1.1.0',
      body: '',
    };
    const pull = await client.openPullRequest(iris, change);
    await expect(client.openPullRequest(iris, change)).resolves.toEqual(pull);
  });

  it('loses no commit when many enrol at once', async () => {
    const client = createClient();
    const fleet = { owner: 'waybill', name: 'fleet' };
    await client.createRepository(fleet);
    await client.commitFiles(fleet, {
      branch: 'main',
      message: 'docs: begin',
      files: [{ path: 'README.md', content: '# Fleet\n' }],
    });
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map(name =>
        client.commitFiles(fleet, {
          branch: 'main',
          message: `feat: deliver ${name}`,
          files: [{ path: `clusters/dev/${name}.yaml`, content: `${name}\n` }],
        }),
      ),
    );
    for (const name of names) {
      await expect(
        client.readFile(fleet, { path: `clusters/dev/${name}.yaml` }),
      ).resolves.toMatchObject({ content: `${name}\n` });
    }
  });

  it('lists files and reads the wanted ones that are text', async () => {
    const client = createClient();
    const many = { owner: 'waybill', name: 'many' };
    await client.createRepository(many);
    await expect(client.listFiles(many)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('no commit yet in waybill/many'),
    });
    const { commit } = await client.commitFiles(many, {
      branch: 'main',
      message: 'feat: begin',
      files: [
        { path: 'README.md', content: '# Many\n' },
        { path: 'apps/a.yaml', content: 'a: ä\n' },
        { path: 'apps/b.bin', content: 'b\0' },
        { path: 'apps2/c.yaml', content: 'c: 1\n' },
      ],
    });
    await expect(client.listFiles(many, { under: 'apps/' })).resolves.toEqual({
      commit,
      files: [
        { path: 'apps/a.yaml', sizeBytes: 6 },
        { path: 'apps/b.bin', sizeBytes: 2 },
      ],
      isTruncated: false,
    });
    await expect(
      client.readTree(many, {
        ref: 'main',
        include: path => path !== 'README.md',
      }),
    ).resolves.toEqual({
      commit,
      files: [
        { path: 'apps/a.yaml', content: 'a: ä\n' },
        { path: 'apps2/c.yaml', content: 'c: 1\n' },
      ],
      isTruncated: false,
      skipped: [{ path: 'apps/b.bin', reason: 'not-text' }],
    });
    await expect(
      client.listFiles(many, { ref: 'no/such' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('compares many files by one listing', async () => {
    const client = createClient();
    const wide = { owner: 'waybill', name: 'wide' };
    await client.createRepository(wide);
    const files = Array.from({ length: 12 }, (_, index) => ({
      path: `f/${index}.yaml`,
      content: `n: ${index}\n`,
    }));
    const change = { branch: 'main', message: 'feat: many', files };
    const first = await client.commitFiles(wide, change);
    await expect(client.commitFiles(wide, change)).resolves.toEqual(first);
    const changed = files.map((file, index) =>
      index === 3 ? { ...file, content: 'n: other\n' } : file,
    );
    const second = await client.commitFiles(wide, {
      ...change,
      files: [...changed, { path: 'new.yaml', content: 'new: 1\n' }],
    });
    expect(second).not.toEqual(first);
    await expect(
      client.readFile(wide, { path: 'f/3.yaml' }),
    ).resolves.toMatchObject({ content: 'n: other\n' });
  });

  it('says that the token is wrong', async () => {
    await expect(
      createClient('wrong').getRepository(iris),
    ).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('says that the host is down', async () => {
    remote.setUnavailable(true);
    await expect(createClient().getRepository(iris)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      status: 503,
    });
    remote.setUnavailable(false);
  });
});
