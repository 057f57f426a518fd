import { parseRepository } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { readNames } from './nameList';
import { isDockerHub } from './quirks';
import type { RequestOptions } from './RegistryClient';
import type { RegistryHttp } from './RegistryHttp';

/** Not in the OCI specification: the distribution registry has it, and others after it. */
export async function listRepositories(
  http: RegistryHttp,
  { limit, signal }: RequestOptions & { readonly limit?: number },
): Promise<string[]> {
  const { host } = http.settings;
  // it answers 401 to everybody, which would send people to look for another password
  if (isDockerHub(host)) throw unsupported(host);
  try {
    const repositories = await readNames(http, {
      path: '/v2/_catalog',
      member: 'repositories',
      isName: (value): value is string => isPath(host, value),
      what: 'the list of its repositories',
      scope: 'registry:catalog:*',
      expect: [200, 404],
      limit,
      signal,
    });
    if (repositories) return repositories;
  } catch (error) {
    const isUnsupported =
      error instanceof RegistryError && error.code === 'UNSUPPORTED';
    throw isUnsupported ? unsupported(host, error) : error;
  }
  throw unsupported(host);
}

function unsupported(host: string, cause?: RegistryError): RegistryError {
  return new RegistryError({
    code: 'UNSUPPORTED',
    cause,
    status: cause?.status,
    message: `The registry ${host} does not list its repositories: name the repository.`,
  });
}

function isPath(host: string, value: unknown): boolean {
  try {
    return parseRepository(`${host}/${value}`).path === value;
  } catch {
    return false;
  }
}
