import { readFileSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { ClusterError } from './ClusterError';

/**
 * How to reach one cluster.
 *
 * @public
 */
export interface ClusterConnection {
  /** Name in the `kubernetes:` configuration. */
  readonly name: string;
  /** URL of the API server, with a path prefix where a gateway asks for one. */
  readonly url: string;
  /** Bearer token. Sent to `url`'s origin and nowhere else. */
  readonly token?: string;
  /** File that holds the token; read anew for each connection, since a mounted token is rotated. */
  readonly tokenFile?: string;
  /** PEM of the certificate authority. */
  readonly ca?: string;
  readonly skipTlsVerify: boolean;
}

const IN_CLUSTER_TOKEN_FILE =
  '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Reads the clusters that Backstage's Kubernetes plugin is configured with and that Waybill can talk to:
 * `kubernetes.clusterLocatorMethods` of type `config`, clusters with `authProvider: serviceAccount`. Others are left
 * out: a portal may well show clusters on which it ships no model.
 *
 * @throws {@link ClusterError} `CONFIGURATION` where an entry cannot be used.
 * @public
 */
export function clustersFromConfig(rootConfig: Config): ClusterConnection[] {
  const methods =
    rootConfig.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  const clusters = methods
    .filter(method => method.getOptionalString('type') === 'config')
    .flatMap(method => method.getOptionalConfigArray('clusters') ?? [])
    .filter(cluster => authProviderOf(cluster) === 'serviceAccount')
    .map(readConnection);
  const names = clusters.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw invalid(twice, 'is configured twice; give each cluster its own name');
  }
  return clusters;
}

function authProviderOf(cluster: Config): string | undefined {
  return (
    cluster.getOptionalString('authProvider') ??
    cluster
      .getOptionalConfig('authMetadata')
      ?.getOptionalString('kubernetes.io/auth-provider')
  );
}

function readConnection(config: Config): ClusterConnection {
  const name = config.getString('name');
  const token = config.getOptionalString('serviceAccountToken')?.trim();
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw invalid(
      name,
      'has a serviceAccountToken that no HTTP header can carry',
    );
  }
  return {
    name,
    url: readUrl(name, config.getString('url')),
    ...(token ? { token } : { tokenFile: IN_CLUSTER_TOKEN_FILE }),
    ca: readCa(name, config),
    skipTlsVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
  };
}

function readUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalid(name, `has the url '${text}', which is no http(s) URL`);
  }
  if (url.username || url.password) {
    throw invalid(name, 'has credentials in its url; use serviceAccountToken');
  }
  // A token in clear on the wire is a token lost: only the machine itself may be spoken to without TLS.
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw invalid(name, `has the url '${text}' without TLS; use https`);
  }
  return text.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function readCa(name: string, config: Config): string | undefined {
  const data = config.getOptionalString('caData');
  const file = config.getOptionalString('caFile');
  if (data) {
    const pem = Buffer.from(data, 'base64').toString('utf8');
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
      throw invalid(
        name,
        'has a caData that is not base64 of a PEM certificate',
      );
    }
    return pem;
  }
  if (!file) {
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalid(
      name,
      `has the caFile '${file}', which cannot be read`,
      error,
    );
  }
}

function invalid(cluster: string, what: string, cause?: unknown) {
  return new ClusterError({
    code: 'CONFIGURATION',
    cluster,
    message: `Cluster '${cluster}' in kubernetes.clusterLocatorMethods ${what}.`,
    cause,
  });
}
