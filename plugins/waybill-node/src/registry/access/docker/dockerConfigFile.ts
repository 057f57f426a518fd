import { open } from 'node:fs/promises';
import { z } from 'zod';
import { RegistryError } from '../../errors';
import type { RegistryCredentials } from '../RegistryCredentials';

const MAX_BYTES = 1024 * 1024;

const AuthEntry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});

const ConfigFile = z.object({
  auths: z.record(z.string(), AuthEntry.nullable()).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});

/** What docker and podman keep of registries, as far as it is about signing in. */
export type DockerConfigFile = z.infer<typeof ConfigFile>;

/**
 * @returns `undefined` where there is no such file
 * @throws RegistryError `CREDENTIALS_UNAVAILABLE`
 */
export async function readDockerConfig(
  file: string,
): Promise<DockerConfigFile | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    return ConfigFile.parse(JSON.parse(text));
  } catch {
    // without a cause: the parser quotes what it read
    throw unreadable(file, 'it is not the JSON that docker writes');
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size > MAX_BYTES) throw unreadable(file, 'it is too large');
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(file, String(code ?? 'it cannot be read'));
  }
}

/** @returns `undefined` for an entry that says nothing, as docker leaves beside a credential store */
export function credentialsOfEntry(
  config: DockerConfigFile,
  key: string,
  file: string,
): RegistryCredentials | undefined {
  const auths = config.auths ?? {};
  const entry = Object.hasOwn(auths, key) ? auths[key] : undefined;
  if (!entry) return undefined;
  const { identitytoken, registrytoken } = entry;
  const [username, password] = entry.auth
    ? splitAuth(entry.auth, key, file)
    : [entry.username, entry.password];
  const credentials: RegistryCredentials = {
    ...(username ? { username, password: password ?? '' } : {}),
    ...(identitytoken ? { identityToken: identitytoken } : {}),
    ...(registrytoken ? { registryToken: registrytoken } : {}),
  };
  return Object.keys(credentials).length > 0 ? credentials : undefined;
}

/** `auth` is base64 of `user:password`; the password may hold colons, as Google's keys do. */
function splitAuth(auth: string, key: string, file: string): [string, string] {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0)
    throw unreadable(file, `'auth' of ${key} is not base64 of user:password`);
  return [text.slice(0, colon), text.slice(colon + 1).replace(/\0+$/, '')];
}

export function unreadable(file: string, why: string): RegistryError {
  return new RegistryError({
    code: 'CREDENTIALS_UNAVAILABLE',
    message: `The credentials in ${file} cannot be read (${why}): sign in anew, or correct the file.`,
  });
}
