import type { RegistryCredentials } from './RegistryCredentials';

/** `Authorization: Basic …`, where there is somebody to sign in as. */
export function basicHeader(
  credentials: RegistryCredentials | undefined,
): string | undefined {
  const { username, password = '' } = credentials ?? {};
  return username
    ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    : undefined;
}
