import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { TestWorkplace } from '../__testUtils__/TestWorkplace';

const AUTH = { username: 'robot', password: 's3cret-token' };

describe('the account at a registry', () => {
  let workplace: TestWorkplace;
  let push: readonly string[];

  beforeEach(async () => {
    workplace = await TestWorkplace.open({ auth: AUTH });
    await workplace.writeFolder('iris', { 'model.joblib': 'weights' });
    push = ['push', 'iris', `${workplace.host}/iris:1.0.0`, '--plain-http'];
  });

  afterEach(() => workplace.close());

  async function writeDockerConfig(folder: string) {
    const auth = Buffer.from(`${AUTH.username}:${AUTH.password}`).toString(
      'base64',
    );
    await mkdir(path.join(workplace.dir, folder), { recursive: true });
    await writeFile(
      path.join(workplace.dir, folder, 'config.json'),
      JSON.stringify({ auths: { [workplace.host]: { auth } } }),
    );
  }

  it('is needed: without one the run ends with 5 and says how to log in', async () => {
    const { exitCode, stderr } = await workplace.waybill(push);
    expect(stderr).toMatch(
      /with 401.*docker login.*--password-stdin.*\[UNAUTHORIZED\]\n$/,
    );
    expect(exitCode).toBe(5);
  });

  it('comes from the options, with the password from stdin', async () => {
    const { exitCode } = await workplace.waybill(
      [...push, '--username', AUTH.username, '--password-stdin'],
      { stdin: `${AUTH.password}\n` },
    );
    expect(exitCode).toBe(0);
  });

  it('is never shown, also where it is wrong', async () => {
    const { exitCode, stdout, stderr } = await workplace.waybill(
      [...push, '-u', AUTH.username, '--password-stdin', '--verbose', '--json'],
      { stdin: 'wr0ng-secret' },
    );
    expect(exitCode).toBe(5);
    expect(stdout + stderr).not.toContain('wr0ng-secret');
    expect(stdout + stderr).not.toContain(
      Buffer.from('robot:wr0ng-secret').toString('base64'),
    );
  });

  it.each([
    ['is read from the home', '.docker', {}, []],
    [
      'is read from $DOCKER_CONFIG',
      'elsewhere',
      { DOCKER_CONFIG: 'elsewhere' },
      [],
    ],
    [
      'is read from a folder that --config names',
      'mine',
      {},
      ['--config', 'mine'],
    ],
    [
      'is read from a file that --config names',
      'mine',
      {},
      ['--config', 'mine/config.json'],
    ],
  ])(
    "docker's %s",
    async (_what, folder, env: { DOCKER_CONFIG?: string }, args) => {
      await writeDockerConfig(folder);
      const { exitCode } = await workplace.waybill([...push, ...args], {
        env: env.DOCKER_CONFIG
          ? { DOCKER_CONFIG: path.join(workplace.dir, env.DOCKER_CONFIG) }
          : {},
      });
      expect(exitCode).toBe(0);
    },
  );

  it('is never told to another registry that the command reads from', async () => {
    const headers: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      headers.push(request.headers.authorization);
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="other"' })
        .end();
    });
    await new Promise<void>(resolve => {
      other.listen(0, '127.0.0.1', resolve);
    });
    try {
      const { port } = other.address() as AddressInfo;
      const base = `127.0.0.1:${port}/base@sha256:${'0'.repeat(64)}`;
      const { exitCode } = await workplace.waybill(
        [...push, '--base', base, '-u', AUTH.username, '--password-stdin'],
        { stdin: AUTH.password },
      );
      expect(exitCode).toBe(5);
      expect(headers.length).toBeGreaterThan(0);
      expect(headers.filter(Boolean)).toEqual([]);
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });

  it('has to be said for whom where two registries are named', async () => {
    const { exitCode, stderr } = await workplace.waybill(
      [
        'copy',
        'a.example/iris:1',
        'b.example/iris',
        '-u',
        'me',
        '--password-stdin',
      ],
      { stdin: 'secret' },
    );
    expect(stderr).toContain('talks to two');
    expect(exitCode).toBe(2);
  });

  it.each([
    ['nothing comes', { stdin: '' }, 'nothing came'],
    ['stdin is a terminal', { isStdinTTY: true }, 'stdin is a terminal'],
    ['too much comes', { stdin: 'x'.repeat(70_000) }, 'more than 65536 bytes'],
  ])('is refused where %s', async (_what, options, said) => {
    const { exitCode, stderr } = await workplace.waybill(
      [...push, '-u', 'me', '--password-stdin'],
      options,
    );
    expect(stderr).toContain(said);
    expect(exitCode).toBe(2);
  });
});

describe('plain HTTP', () => {
  it('is for the registry alone that --plain-http-for names', async () => {
    const from = await TestWorkplace.open();
    const to = await TestWorkplace.open();
    try {
      await from.writeFolder('iris', { 'model.joblib': 'weights' });
      const source = `${from.host}/iris:1.0.0`;
      await from.waybill(['push', 'iris', source, '--plain-http']);
      const copy = ['copy', source, `${to.host}/iris`];
      const forOne = await from.waybill([
        ...copy,
        '--plain-http-for',
        from.host,
      ]);
      expect(forOne.exitCode).toBe(6);
      expect(forOne.stderr).toContain(to.host);
      const forBoth = await from.waybill([
        ...copy,
        '--plain-http-for',
        from.host,
        '--plain-http-for',
        to.host,
      ]);
      expect(forBoth).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await to.tagsOf('iris')).toEqual(['1.0.0']);
    } finally {
      await from.close();
      await to.close();
    }
  }, 60_000);
});
