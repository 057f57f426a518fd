import { parseRepository } from '@waybill/backstage-plugin-waybill-common';
import { apiPath } from './quirks';
import type { RepositoryName } from './RegistryClient';
import type { RegistryHttp } from './RegistryHttp';

/** The wire to one repository: what every request about it needs. */
export interface RepositoryWire {
  readonly http: RegistryHttp;
  readonly repository: RepositoryName;
  /** `host/path`, for messages. */
  readonly name: string;
  /** Path below the origin under which the repository's API is. */
  readonly base: string;
  readonly pullScope: string;
  readonly pushScope: string;
  readonly deleteScope: string;
}

/**
 * @throws InvalidReferenceError for a path that no registry allows: it would end up in URLs
 */
export function openRepository(
  http: RegistryHttp,
  repository: RepositoryName,
): RepositoryWire {
  const name = `${repository.host}/${repository.path}`;
  const { host, path: written } = parseRepository(name);
  const path = apiPath(host, written);
  return {
    http,
    repository,
    name,
    base: `/v2/${path}`,
    pullScope: `repository:${path}:pull`,
    pushScope: `repository:${path}:pull,push`,
    deleteScope: `repository:${path}:delete`,
  };
}
