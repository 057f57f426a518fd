/** All names under which people write Docker Hub. */
const HUB_HOSTS: readonly string[] = [
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
];

/** The name under which docker keeps the credentials of Docker Hub. */
export const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

export function isDockerHub(host: string): boolean {
  return HUB_HOSTS.includes(host.toLowerCase());
}

/** One name for each registry: those of Docker Hub are the same. */
export function canonicalHost(host: string): string {
  return isDockerHub(host) ? 'docker.io' : host;
}

/** The host that answers the API of a registry. */
export function apiHost(host: string): string {
  return isDockerHub(host) ? 'registry-1.docker.io' : host;
}

/** The path of a repository in the API: official images of Docker Hub are below `library`. */
export function apiPath(host: string, path: string): string {
  return isDockerHub(host) && !path.includes('/') ? `library/${path}` : path;
}
