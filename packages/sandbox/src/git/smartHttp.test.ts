import { promises as fs } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { TestGitRemote, TOKEN } from './TestGitRemote';

describe('smart HTTP with the real git', () => {
  let remote: TestGitRemote;
  beforeAll(async () => {
    remote = await TestGitRemote.start();
  });
  afterAll(() => remote.stop());

  it.each(['0', '1', '2'])(
    'clones, commits, pushes and fetches with protocol version %s',
    async version => {
      const name = `protocol-${version}`;
      const protocol = ['-c', `protocol.version=${version}`];
      await remote.createRepository(name, { 'README.md': '# one\n' });
      await remote.git(
        ...protocol,
        'clone',
        '--quiet',
        remote.remote(name, `waybill:${TOKEN}`),
        name,
      );
      await fs.writeFile(remote.work(name, 'new.txt'), 'new\n');
      await remote.git('-C', name, 'add', 'new.txt');
      await remote.git('-C', name, 'commit', '--quiet', '-m', 'add a file');
      await remote.git(
        '-C',
        name,
        ...protocol,
        'push',
        '--quiet',
        'origin',
        'main',
        'main:refs/heads/feature/x',
      );
      await remote.git(
        ...protocol,
        'clone',
        '--quiet',
        remote.remote(name),
        `${name}-again`,
      );
      expect(
        await fs.readFile(remote.work(`${name}-again`, 'new.txt'), 'utf8'),
      ).toBe('new\n');
      const heads = await remote.git(
        ...protocol,
        'ls-remote',
        '--heads',
        remote.remote(name),
      );
      expect(heads.split('\n').map(line => line.split('\t')[1])).toEqual([
        'refs/heads/feature/x',
        'refs/heads/main',
      ]);
    },
  );

  it('pushes the first commit into an empty repository', async () => {
    await remote.createRepository('empty');
    await remote.git('init', '--quiet', '--initial-branch=main', 'empty');
    await remote.git(
      '-C',
      'empty',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'first',
    );
    await remote.git(
      '-C',
      'empty',
      'push',
      '--quiet',
      remote.remote('empty', `${TOKEN}:x-oauth-basic`),
      'main',
    );
    const { body } = await remote.api<{ empty: boolean }>(
      'GET',
      '/repos/waybill/empty',
    );
    expect(body.empty).toBe(false);
  });

  it('gives a shallow clone, one without blobs and a single commit', async () => {
    await remote.createRepository('deep', { a: '1' });
    for (const content of ['Mg==', 'Mw==']) {
      await remote.api('POST', '/repos/waybill/deep/contents', {
        files: [{ operation: 'upload', path: 'a', content }],
      });
    }
    await remote.git(
      'clone',
      '--quiet',
      '--depth=1',
      remote.remote('deep'),
      'shallow',
    );
    expect(
      await remote.git('-C', 'shallow', 'rev-list', '--count', 'HEAD'),
    ).toBe('1');
    await remote.git(
      'clone',
      '--quiet',
      '--filter=blob:none',
      '--no-checkout',
      remote.remote('deep'),
      'blobless',
    );
    expect(
      await remote.git('-C', 'blobless', 'rev-list', '--count', 'HEAD'),
    ).toBe('3');
    const parent = await remote.git('-C', 'blobless', 'rev-parse', 'HEAD~1');
    await remote.git('init', '--quiet', 'single');
    await remote.git(
      '-C',
      'single',
      'fetch',
      '--quiet',
      '--depth=1',
      remote.remote('deep'),
      parent,
    );
    expect(await remote.git('-C', 'single', 'show', 'FETCH_HEAD:a')).toBe('2');
  });

  it.each([undefined, 'waybill:wrong'])(
    'refuses a push with the credentials %s',
    async credentials => {
      await remote.createRepository('guarded', { a: '1' });
      await remote.git('init', '--quiet', 'guarded');
      await remote.git(
        '-C',
        'guarded',
        'commit',
        '--quiet',
        '--allow-empty',
        '-m',
        'x',
      );
      const push = remote.git(
        '-C',
        'guarded',
        'push',
        remote.remote('guarded', credentials),
        'HEAD:refs/heads/evil',
      );
      await expect(push).rejects.toThrow(
        /Authentication failed|could not read Username/,
      );
      await expect(
        remote.git('ls-remote', '--heads', remote.remote('guarded')),
      ).resolves.not.toContain('evil');
      await fs.rm(remote.work('guarded'), { recursive: true });
    },
  );

  it('takes a request that is compressed', async () => {
    await remote.createRepository('zipped', { a: '1' });
    const response = await fetch(
      `${remote.url}/waybill/zipped.git/git-upload-pack`,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-git-upload-pack-request',
          'Content-Encoding': 'gzip',
          'Git-Protocol': 'version=2',
        },
        body: gzipSync('0014command=ls-refs\n0000'),
      },
    );
    expect(await response.text()).toContain('refs/heads/main');
  });

  it.each([
    ['/waybill/nothing.git/info/refs?service=git-upload-pack', 404],
    ['/waybill/zipped.git/info/refs?service=git-evil', 403],
    ['/waybill/zipped.git/info/refs', 403],
    ['/waybill/zipped.git/info/refs?service=git-receive-pack', 401],
    ['/waybill/zipped.git/HEAD', 404],
    ['/waybill/zipped.git/sandbox.json', 404],
    ['/waybill/..%2f..%2f..%2fetc/info/refs?service=git-upload-pack', 404],
    ['/%2e%2e/zipped/info/refs?service=git-upload-pack', 404],
  ])('answers %s with %s', async (target, status) => {
    const response = await fetch(remote.url + target);
    expect(response.status).toBe(status);
  });

  it('is down while it is told to be', async () => {
    remote.setUnavailable(true);
    await expect(
      remote.git('ls-remote', remote.remote('zipped')),
    ).rejects.toThrow(/503/);
    remote.setUnavailable(false);
    await expect(
      remote.git('ls-remote', remote.remote('zipped')),
    ).resolves.toContain('refs/heads/main');
  });

  it('keeps everything over a restart', async () => {
    await remote.createRepository('kept', { a: 'kept' });
    await remote.restart();
    await remote.git('clone', '--quiet', remote.remote('kept'), 'kept');
    expect(await fs.readFile(remote.work('kept', 'a'), 'utf8')).toBe('kept');
  });
});
