import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { dockerCredentials } from './dockerCredentials';

const encode = (text: string) => Buffer.from(text).toString('base64');

describe('dockerCredentials', () => {
  let home: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'waybill-docker-'));
    env = { HOME: home, PATH: `${home}/bin:${process.env.PATH}` };
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  async function write(file: string, content: unknown): Promise<string> {
    const full = path.join(home, file);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(
      full,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
    return full;
  }

  /** A credential helper: a program that does as the script says, with the server in `$server`. */
  async function writeHelper(name: string, script: string): Promise<void> {
    const text = `#!/bin/sh\nserver=$(cat)\n[ "$1" = get ] || exit 9\n${script}\n`;
    await chmod(await write(`bin/docker-credential-${name}`, text), 0o755);
  }

  const find = (host: string, repository?: string) =>
    dockerCredentials({ env }).find({ host, path: repository });

  it('finds nothing where nobody signed in', async () => {
    expect(await find('r.example')).toBeUndefined();
    expect(
      await dockerCredentials({ env: {} }).find({ host: 'r.example' }),
    ).toBeUndefined();
  });

  describe('in auths', () => {
    it.each([
      ['user:pass', { username: 'user', password: 'pass' }],
      ['user:a:b:c', { username: 'user', password: 'a:b:c' }],
      ['user:pass\0\0', { username: 'user', password: 'pass' }],
      [
        'robot$team+ci:secret',
        { username: 'robot$team+ci', password: 'secret' },
      ],
      [
        '_json_key:{"type": "service_account", "private_key": "a\\nb:c"}',
        {
          username: '_json_key',
          password: '{"type": "service_account", "private_key": "a\\nb:c"}',
        },
      ],
    ])('takes %j apart', async (text, expected) => {
      await write('.docker/config.json', {
        auths: { 'r.example:5000': { auth: encode(text) } },
      });
      expect(await find('r.example:5000')).toEqual(expected);
      expect(await find('r.example')).toBeUndefined();
    });

    it.each([
      'r.example',
      'https://r.example',
      'https://r.example/v1/',
      'https://r.example/v2/',
    ])('knows the registry under the key %s', async key => {
      await write('.docker/config.json', {
        auths: { [key]: { auth: encode('a:b') } },
      });
      expect(await find('r.example')).toMatchObject({ username: 'a' });
    });

    it('reads identity and registry tokens', async () => {
      await write('.docker/config.json', {
        auths: {
          'a.azurecr.io': {
            auth: encode('00000000-0000-0000-0000-000000000000:'),
            identitytoken: 'refresh',
          },
          'b.example': { registrytoken: 'bearer' },
          'c.example': { username: 'a', password: 'b' },
        },
      });
      expect(await find('a.azurecr.io')).toMatchObject({
        identityToken: 'refresh',
      });
      expect(await find('b.example')).toEqual({ registryToken: 'bearer' });
      expect(await find('c.example')).toEqual({ username: 'a', password: 'b' });
    });

    it.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])(
      'knows Docker Hub as %s',
      async host => {
        await write('.docker/config.json', {
          auths: { 'https://index.docker.io/v1/': { auth: encode('a:b') } },
        });
        expect(await find(host)).toEqual({ username: 'a', password: 'b' });
      },
    );

    it('takes the most telling of the keys that podman writes', async () => {
      await write('.config/containers/auth.json', {
        auths: {
          'r.example': { auth: encode('all:x') },
          'r.example/team': { auth: encode('team:x') },
          'r.example/team/iris': { auth: encode('iris:x') },
        },
      });
      const username = async (repository: string) =>
        (await find('r.example', repository))?.username;
      expect(await username('team/iris')).toBe('iris');
      expect(await username('team/iris/small')).toBe('iris');
      expect(await username('team/churn')).toBe('team');
      expect(await username('teams/iris')).toBe('all');
    });

    it('finds no entry that only looks like one', async () => {
      await write('.docker/config.json', { auths: { 'r.example': {} } });
      expect(await find('r.example')).toBeUndefined();
      expect(await find('constructor')).toBeUndefined();
      expect(await find('__proto__')).toBeUndefined();
    });
  });

  it('asks the files in order, and the next where one knows nothing', async () => {
    const auths = (username: string, host = 'r.example') => ({
      auths: { [host]: { auth: encode(`${username}:x`) } },
    });
    const username = async () => (await find('r.example'))?.username;
    env.XDG_RUNTIME_DIR = path.join(home, 'run');
    await write('.config/containers/auth.json', auths('user'));
    expect(await username()).toBe('user');
    await write('run/containers/auth.json', auths('runtime'));
    expect(await username()).toBe('runtime');
    await write('.docker/config.json', auths('docker', 'other.example'));
    expect(await username()).toBe('runtime');
    await write('.docker/config.json', auths('docker'));
    expect(await username()).toBe('docker');
    env.DOCKER_CONFIG = path.join(home, 'elsewhere');
    expect(await username()).toBe('runtime');
    await write('elsewhere/config.json', auths('elsewhere'));
    expect(await username()).toBe('elsewhere');
    env.REGISTRY_AUTH_FILE = await write('auth.json', auths('named'));
    expect(await username()).toBe('named');
    const configFile = await write('only.json', auths('only'));
    const only = dockerCredentials({ env, configFile });
    expect((await only.find({ host: 'r.example' }))?.username).toBe('only');
    expect(await only.find({ host: 'other.example' })).toBeUndefined();
  });

  describe('says what is wrong, and quotes nothing', () => {
    it.each([
      ['no JSON', '{"auths": {"r.example": {"auth": "hunter2'],
      ['another shape', { auths: { 'r.example': { auth: ['hunter2'] } } }],
      [
        'no user:password',
        { auths: { 'r.example': { auth: encode('hunter2') } } },
      ],
    ])('with a file of %s', async (_, content) => {
      const file = await write('.docker/config.json', content);
      const error = await find('r.example').catch(e => e);
      expect(error).toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE' });
      expect(error.message).toContain(file);
      const shown = `${error.stack}${JSON.stringify(error)}${error.cause}`;
      expect(shown).not.toContain('hunter2');
      expect(shown).not.toContain(encode('hunter2'));
    });

    it('with a file that is not there though it is named', async () => {
      const configFile = path.join(home, 'absent.json');
      await expect(
        dockerCredentials({ env, configFile }).find({ host: 'r.example' }),
      ).rejects.toMatchObject({
        code: 'CREDENTIALS_UNAVAILABLE',
        message: expect.stringContaining(configFile),
      });
    });

    it('with a file that is far too large', async () => {
      await write('.docker/config.json', ' '.repeat(1024 * 1024 + 1));
      await expect(find('r.example')).rejects.toMatchObject({
        code: 'CREDENTIALS_UNAVAILABLE',
      });
    });
  });

  describe('with credential helpers', () => {
    const echo = (username: string) =>
      `printf '{"ServerURL":"%s","Username":"${username}","Secret":"for-%s"}' "$server" "$server"`;

    it('asks the helper of the registry, then the store for all', async () => {
      await writeHelper('ecr-login', echo('AWS'));
      await writeHelper('desktop', echo('me'));
      await write('.docker/config.json', {
        credHelpers: { 'a.example': 'ecr-login' },
        credsStore: 'desktop',
        auths: { 'a.example': {}, 'b.example': {} },
      });
      expect(await find('a.example')).toEqual({
        username: 'AWS',
        password: 'for-a.example',
      });
      expect(await find('b.example')).toEqual({
        username: 'me',
        password: 'for-b.example',
      });
      expect(await find('docker.io')).toEqual({
        username: 'me',
        password: 'for-https://index.docker.io/v1/',
      });
    });

    it('takes the secret of <token> as identity token', async () => {
      await writeHelper('acr', echo('<token>'));
      await write('.docker/config.json', {
        credHelpers: { 'a.azurecr.io': 'acr' },
      });
      expect(await find('a.azurecr.io')).toEqual({
        identityToken: 'for-a.azurecr.io',
      });
    });

    it('goes on where the helper knows nothing', async () => {
      await writeHelper(
        'pass',
        'echo "credentials not found in native keychain"; exit 1',
      );
      await write('.docker/config.json', {
        credsStore: 'pass',
        auths: { 'r.example': { auth: encode('a:b') } },
      });
      expect(await find('r.example')).toMatchObject({ username: 'a' });
      expect(await find('other.example')).toBeUndefined();
    });

    it.each([
      ['fails', 'echo hunter2; echo hunter2 >&2; exit 3', /ended with 3/],
      ['answers no JSON', 'echo hunter2', /no credentials/],
      ['answers another shape', `echo '{"Secret":["hunter2"]}'`, /no cred/],
      ['talks without end', 'yes hunter2', /does not stop talking/],
      ['does not answer', 'exec sleep 60', /did not answer/],
    ])('says so when the helper %s', async (_, script, message) => {
      await writeHelper('bad', script);
      await write('.docker/config.json', { credsStore: 'bad' });
      const source = dockerCredentials({ env, helperTimeoutMs: 1_000 });
      const error = await source.find({ host: 'r.example' }).catch(e => e);
      expect(error).toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE' });
      expect(error.message).toMatch(message);
      expect(error.message).toContain('docker-credential-bad');
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('hunter2');
    });

    it('says so when there is no such helper', async () => {
      await write('.docker/config.json', { credsStore: 'absent' });
      await expect(find('r.example')).rejects.toMatchObject({
        code: 'CREDENTIALS_UNAVAILABLE',
        message: expect.stringContaining('cannot be started'),
      });
    });

    it.each([
      '../../bin/sh',
      'a/b',
      '',
      'x; rm -rf',
      '.hidden',
      'a'.repeat(99),
    ])('starts no program by the name of %j', async name => {
      await write('.docker/config.json', {
        credHelpers: { 'r.example': name },
      });
      await expect(find('r.example')).rejects.toMatchObject({
        code: 'CREDENTIALS_UNAVAILABLE',
        message: expect.stringContaining('a name that is none'),
      });
    });

    it('hands the name of the server over as it is, to no shell', async () => {
      const touched = path.join(home, 'touched');
      await writeHelper('echo', echo('me'));
      await write('.docker/config.json', { credsStore: 'echo' });
      const host = `$(touch ${touched})`;
      expect(await find(host)).toEqual({
        username: 'me',
        password: `for-${host}`,
      });
      await expect(chmod(touched, 0o600)).rejects.toMatchObject({
        code: 'ENOENT',
      });
    });

    it('stops the helper when the reader stops', async () => {
      await writeHelper('slow', `echo $$ > ${home}/pid; exec sleep 60`);
      await write('.docker/config.json', { credsStore: 'slow' });
      const controller = new AbortController();
      const finding = dockerCredentials({ env })
        .find({ host: 'r.example' }, { signal: controller.signal })
        .catch(error => error);
      const pid = Number(await until(() => readPid(`${home}/pid`)));
      controller.abort(new Error('cancelled by the user'));
      expect(await finding).toMatchObject({ message: 'cancelled by the user' });
      expect(await until(async () => !isRunning(pid))).toBe(true);
    });
  });
});

async function readPid(file: string): Promise<string | undefined> {
  return (await readFile(file, 'utf8').catch(() => '')).trim() || undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What a look gives once it gives something; a minute is for a machine that is busy. */
async function until<T>(look: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen || Date.now() > deadline) return seen;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
