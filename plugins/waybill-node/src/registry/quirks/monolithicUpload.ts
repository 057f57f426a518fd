import type { RegistrySettings } from '../settings';

/**
 * Registries that take a blob in one request only: GHCR answers a PATCH of more than 4 MiB with 416, ECR ends the
 * upload after the first PATCH, and Google's have no chunks at all.
 */
const MONOLITHIC_HOSTS = [
  /^ghcr\.io$/,
  /^(?:[a-z0-9-]+\.)?gcr\.io$/,
  /\.pkg\.dev$/,
  /\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/,
  /^public\.ecr\.aws$/,
];

/** Whether a blob must be sent in one PUT with its digest: as configured, or else by the registry's name. */
export function needsMonolithicUpload({
  host,
  monolithicUploads,
}: RegistrySettings): boolean {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return (
    monolithicUploads ?? MONOLITHIC_HOSTS.some(pattern => pattern.test(name))
  );
}
