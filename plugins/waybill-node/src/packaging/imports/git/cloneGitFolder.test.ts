import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startGitRemote, type RunningGitRemote } from '@waybill/sandbox';
import { readAll } from '../../../registry/__testUtils__/images';
import { cloneGitFolder, type CloneGitOptions } from './cloneGitFolder';

const FILES = {
  'README.md': '# Models\n',
  'iris/model.onnx': Buffer.from([0, 1, 13, 10, 255]),
  'iris/docs/notes.txt': 'line\r\nline\n',
  'iris/.gitattributes': '*.txt text eol=lf\n*.onnx filter=evil\n',
  'lfs/model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(
    64,
  )}\nsize 5\n`,
  'large/weights.bin': Buffer.alloc(300_000, 'x'),
};
const TOKEN = 'test-token';

describe('cloneGitFolder', () => {
  let dir: string;
  let remote: RunningGitRemote;
  let temporary: string;
  let env: Record<string, string | undefined>;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-clone-test-'));
    remote = await startGitRemote({
      dir: path.join(dir, 'repositories'),
      port: 0,
      username: 'acme',
      token: TOKEN,
    });
    const post = async (target: string, body: object) => {
      const answer = await fetch(`${remote.url}/api/v1${target}`, {
        method: 'POST',
        headers: {
          authorization: `token ${TOKEN}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${target}: ${await answer.text()}`);
    };
    await post('/user/repos', { name: 'models' });
    await post('/repos/acme/models/contents', {
      files: Object.entries(FILES).map(([file, content]) => ({
        operation: 'create',
        path: file,
        content: Buffer.from(content).toString('base64'),
      })),
    });
  });
  afterAll(async () => {
    await remote.stop();
    await rm(dir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    // what is left behind is seen in a folder of its own
    temporary = await mkdtemp(path.join(dir, 'tmp-'));
    jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
    env = { PATH: process.env.PATH, HOME: dir };
  });
  afterEach(() => jest.restoreAllMocks());

  const clone = (where: string, options: Partial<CloneGitOptions> = {}) =>
    cloneGitFolder(
      { url: `${remote.url}/acme/models.git${where}` },
      { env, ...options },
    );

  it('gives the bytes of a folder as they are in Git, and leaves nothing behind', async () => {
    const plan = await clone('//iris?ref=main');
    expect(plan).toMatchObject({
      kind: 'git',
      name: `${remote.url}/acme/models.git//iris`,
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
      files: [
        { path: 'docs/notes.txt', sizeBytes: 11 },
        { path: 'model.onnx', sizeBytes: 5 },
      ],
      totalBytes: 16,
      ignored: [{ path: '.gitattributes', reason: 'housekeeping' }],
    });
    const [notes, model] = plan.tree.files;
    expect((await readAll(notes.open())).toString()).toBe('line\r\nline\n');
    expect(await readAll(model.open({ start: 2 }))).toEqual(
      Buffer.from([13, 10, 255]),
    );
    await plan.close!();
    expect(await readdir(temporary)).toEqual([]);
  });

  it('takes a commit for the revision, and all of a repository', async () => {
    const { revision, close } = await clone('//iris');
    await close!();
    const plan = await clone(`?ref=${revision}`, { include: ['README.md'] });
    expect(plan.files).toEqual([{ path: 'README.md', sizeBytes: 9 }]);
    expect(plan.revision).toBe(revision);
    await plan.close!();
  });

  it('fetches only the files that are imported', async () => {
    const plan = await clone('', { include: ['*.onnx'] });
    const [folder] = await readdir(temporary);
    const { stdout } = await promisify(execFile)(
      'git',
      ['count-objects', '-v'],
      { env: { ...env, GIT_DIR: path.join(temporary, folder) } as never },
    );
    const packed = Number(/size-pack: (\d+)/.exec(stdout)?.[1]);
    const objects = Number(/in-pack: (\d+)/.exec(stdout)?.[1]);
    // the commit, five trees and one file
    expect(objects).toBeLessThan(10);
    expect(packed).toBeLessThan(100);
    await plan.close!();
  });

  it.each([
    ['//nowhere', 'NOT_FOUND'],
    ['//README.md', 'NOT_FOUND'],
    ['//iris?ref=nobranch', 'REVISION_NOT_FOUND'],
    [`?ref=${'0'.repeat(39)}1`, 'REVISION_NOT_FOUND'],
    ['//lfs', 'LFS_POINTER'],
  ])('refuses %s with %s, and leaves nothing behind', async (where, code) => {
    await expect(clone(where)).rejects.toMatchObject({ code });
    expect(await readdir(temporary)).toEqual([]);
  });

  it('refuses what is larger than it may be', async () => {
    await expect(clone('//large', { maxBytes: 100_000 })).rejects.toMatchObject(
      { code: 'TOO_LARGE' },
    );
    expect(await readdir(temporary)).toEqual([]);
  });

  it('says how to get git where there is none', async () => {
    env = { PATH: temporary };
    await expect(clone('')).rejects.toMatchObject({
      code: 'GIT_MISSING',
      message: expect.stringContaining('install git'),
    });
  });

  it('asks nobody for a password, and tells none', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="git"' })
        .end('no');
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    try {
      const error = await cloneGitFolder(
        { url: `http://127.0.0.1:${port}/acme/private?ref=main` },
        { env },
      ).catch(its => its);
      expect(error).toMatchObject({ code: 'UNAUTHORIZED' });
      expect(asked).toEqual([undefined]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('follows no redirect to another protocol', async () => {
    const server = createServer((_, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    try {
      await expect(
        cloneGitFolder({ url: `http://127.0.0.1:${port}/a/b` }, { env }),
      ).rejects.toMatchObject({ name: 'ImportError' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is not told of another repository by the environment', async () => {
    env = { ...env, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere' };
    const plan = await clone('//iris');
    expect(plan.files).toHaveLength(2);
    await plan.close!();
  });

  it('ends git and removes everything where it is cancelled, or takes too long', async () => {
    const server = createServer(() => {
      // answers never
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/a/b`;
    try {
      const stop = new AbortController();
      const reason = new Error('cancelled by its user');
      server.once('request', () => stop.abort(reason));
      await expect(
        cloneGitFolder({ url }, { env, signal: stop.signal }),
      ).rejects.toBe(reason);
      await expect(
        cloneGitFolder({ url }, { env, timeoutMs: 300 }),
      ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
