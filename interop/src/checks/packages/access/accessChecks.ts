import { promises as fs } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
  copyPackage,
  dockerCredentials,
  HttpRegistryClient,
  layoutModelcar,
  openFolder,
  publishPackage,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { startRegistry } from '../../../controlPlane';
import { runProgram } from '../../../processes';
import type { Tools } from '../../../tools';
import { expect, expectEqual, type Check } from '../../check';
import { TokenServer } from './TokenServer';

export interface AccessOptions {
  readonly tools: Tools;
  readonly waybillCommand: string;
  readonly folder: string;
}

const ACCOUNT = { username: 'interop', password: 'correct horse' };
/** Of the password, as `htpasswd -B` writes it; the registry reads no other kind. */
const PASSWORD_HASH =
  '$2y$05$waybillinteropsuite00uIO8XBoqh0dalunuoauzflzJcbtsnG/a';
const HELPER = 'interop';
const TAG = '1.0.0';

/** Signing in to a real registry with the credentials that docker keeps. */
export function packageAccessChecks(options: AccessOptions): Check[] {
  return [
    {
      name: 'package access: a password from docker config.json',
      run: signal => withPassword(options, signal),
    },
    {
      name: 'package access: a password from a credential helper',
      run: signal => withHelper(options, signal),
    },
    {
      name: 'package access: tokens of a token server',
      run: signal => withTokens(options, signal),
    },
  ];
}

interface Home {
  readonly folder: string;
  readonly model: string;
  readonly configFile: string;
}

async function makeHome(parent: string, name: string): Promise<Home> {
  await fs.mkdir(parent, { recursive: true });
  const folder = await fs.mkdtemp(path.join(parent, `${name}-`));
  const model = path.join(folder, 'model');
  await fs.mkdir(model);
  await fs.writeFile(path.join(model, 'weights.bin'), 'weights');
  return { folder, model, configFile: path.join(folder, 'config.json') };
}

async function withRegistry(
  { tools }: AccessOptions,
  home: Home,
  auth: object,
  work: (host: string) => Promise<void>,
): Promise<void> {
  const folder = path.join(home.folder, 'registry');
  const registry = await startRegistry({ folder, tools, auth });
  try {
    await work(registry.host);
  } finally {
    await registry.stop();
  }
}

async function passwordFile({ folder }: Home): Promise<object> {
  const file = path.join(folder, 'htpasswd');
  await fs.writeFile(file, `${ACCOUNT.username}:${PASSWORD_HASH}\n`);
  return { htpasswd: { realm: 'interop', path: file } };
}

async function withPassword(
  options: AccessOptions,
  signal: AbortSignal,
): Promise<void> {
  const home = await makeHome(options.folder, 'password');
  await withRegistry(options, home, await passwordFile(home), async host => {
    const signIn = (password: string) =>
      fs.writeFile(
        home.configFile,
        JSON.stringify({ auths: { [host]: { auth: encode(password) } } }),
      );
    await signIn('wrong');
    await refuses(home, host, signal);
    await signIn(ACCOUNT.password);
    const digest = await publish(
      clientFor(home, host),
      host,
      'access/password',
      home,
      signal,
    );
    const pushed = await runProgram(
      process.execPath,
      [
        options.waybillCommand,
        'push',
        home.model,
        `${host}/access/command:${TAG}`,
        '--config',
        home.configFile,
        '--plain-http',
        '--quiet',
      ],
      { cwd: home.folder, env: { HOME: home.folder }, signal },
    );
    expectEqual(
      [pushed.exitCode, pushed.stdout.trim()],
      [0, `${host}/access/command@${digest}`],
      `exit code and output of the command (${pushed.stderr.trim()})`,
    );
  });
}

async function withHelper(
  options: AccessOptions,
  signal: AbortSignal,
): Promise<void> {
  const home = await makeHome(options.folder, 'helper');
  await withRegistry(options, home, await passwordFile(home), async host => {
    await fs.writeFile(
      home.configFile,
      JSON.stringify({ credHelpers: { [host]: HELPER } }),
    );
    const answer = JSON.stringify({
      ServerURL: host,
      Username: ACCOUNT.username,
      Secret: ACCOUNT.password,
    });
    await fs.writeFile(
      path.join(home.folder, `docker-credential-${HELPER}`),
      `#!/bin/sh\n[ "$1" = get ] && [ "$(cat)" = '${host}' ] && echo '${answer}'\n`,
      { mode: 0o755 },
    );
    await publish(clientFor(home, host), host, 'access/helper', home, signal);
  });
}

async function withTokens(
  options: AccessOptions,
  signal: AbortSignal,
): Promise<void> {
  const home = await makeHome(options.folder, 'tokens');
  const tokens = await TokenServer.start(ACCOUNT);
  try {
    const keys = path.join(home.folder, 'keys.json');
    await fs.writeFile(keys, JSON.stringify(tokens.keySet()));
    const auth = {
      token: {
        realm: tokens.realm,
        service: TokenServer.service,
        issuer: TokenServer.issuer,
        jwks: keys,
      },
    };
    await withRegistry(options, home, auth, async host => {
      await fs.writeFile(
        home.configFile,
        JSON.stringify({
          auths: { [host]: { auth: encode(ACCOUNT.password) } },
        }),
      );
      const client = clientFor(home, host);
      await publish(client, host, 'access/tokens', home, signal);
      expect(
        tokens.scopes.includes('repository:access/tokens:pull,push'),
        `asked for other scopes: ${tokens.scopes.join(' ')}`,
      );
      // A mount needs one repository to be read and the other to be written.
      const copied = await copyPackage(
        client,
        {
          repository: { host, path: 'access/tokens' },
          tagOrDigest: TAG,
        },
        { repository: { host, path: 'access/copied' }, tag: TAG },
        { signal },
      );
      expectEqual(copied.sentBytes, 0, 'bytes sent for a copy in the registry');
    });
  } finally {
    await tokens.stop();
  }
}

async function refuses(
  home: Home,
  host: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await publish(clientFor(home, host), host, 'access/refused', home, signal);
  } catch (error) {
    expectEqual(
      (error as { code?: string }).code,
      'UNAUTHORIZED',
      'code of the refusal of a wrong password',
    );
    return;
  }
  throw new Error('a wrong password opened the registry');
}

/** The home's folder is on the PATH: that is where its credential helper is. */
function clientFor({ folder, configFile }: Home, host: string): RegistryClient {
  const credentials = dockerCredentials({
    env: { HOME: folder, PATH: `${folder}:${process.env.PATH}` },
    configFile,
  });
  return new HttpRegistryClient([{ host, plainHttp: true, credentials }]);
}

async function publish(
  client: RegistryClient,
  host: string,
  name: string,
  { model }: Home,
  signal: AbortSignal,
): Promise<string> {
  const { descriptor } = await publishPackage(
    client,
    { host, path: name },
    await layoutModelcar(await openFolder(model, { signal })),
    { tag: TAG, signal },
  );
  return descriptor.digest;
}

function encode(password: string): string {
  return Buffer.from(`${ACCOUNT.username}:${password}`).toString('base64');
}
