import { ClusterHttp } from '../../clusters/ClusterHttp';
import type { ClusterConnection } from '../../clusters';
import { SigningError } from '../SigningError';
import type { SecretReader } from './SecretReader';

/** Kubernetes takes secrets of up to 1 MiB; base64 and the object around it make them longer. */
const MAX_SECRET_BYTES = 2 * 1024 * 1024;
const IDLE_TIMEOUT_MS = 15_000;

type Secret = Parameters<SecretReader['readSecret']>[0];

/**
 * Reads secrets of the clusters that are given, as `clustersFromConfig` knows them. Their service accounts need `get` on
 * the secret, and nothing more.
 *
 * @public
 */
export class ClusterSecretReader implements SecretReader {
  constructor(
    private readonly listClusters: () => readonly ClusterConnection[],
  ) {}

  /** @throws SigningError `CONFIG_INVALID`, `KEY_UNREADABLE`; ClusterError where the cluster does not give it */
  async readSecret(
    secret: Secret,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Readonly<Record<string, Buffer>>> {
    const { namespace, name } = secret;
    const http = new ClusterHttp(this.#find(secret));
    try {
      const body = await http.read(
        {
          path: `/api/v1/namespaces/${encode(namespace)}/secrets/${encode(
            name,
          )}`,
          what: `get of the secret ${namespace}/${name}`,
          idleTimeoutMs: IDLE_TIMEOUT_MS,
          signal,
        },
        MAX_SECRET_BYTES,
      );
      return decodeData(body, secret);
    } finally {
      await http.close();
    }
  }

  #find({ cluster, namespace, name }: Secret): ClusterConnection {
    const clusters = this.listClusters();
    const found =
      cluster === undefined && clusters.length === 1
        ? clusters[0]
        : clusters.find(({ name: its }) => its === cluster);
    if (found) return found;
    throw new SigningError({
      code: 'CONFIG_INVALID',
      message: `The secret ${namespace}/${name} of a signing key is in the cluster '${
        cluster ?? ''
      }', and kubernetes.clusterLocatorMethods has ${
        clusters.map(({ name: its }) => `'${its}'`).join(', ') || 'none'
      }: name one of them.`,
    });
  }
}

function decodeData(
  body: Buffer,
  { namespace, name }: Secret,
): Record<string, Buffer> {
  try {
    const { data } = JSON.parse(body.toString('utf8'));
    return Object.fromEntries(
      Object.entries(data ?? {}).map(([key, value]) => [
        key,
        Buffer.from(String(value), 'base64'),
      ]),
    );
  } catch {
    // the parser's message repeats what it read
    throw new SigningError({
      code: 'KEY_UNREADABLE',
      message: `The answer for the secret ${namespace}/${name} is no Kubernetes secret.`,
    });
  }
}

// encodeURIComponent leaves `.` and `..` alone, and a URL parser would climb on them.
function encode(segment: string): string {
  return /^\.+$/.test(segment)
    ? segment.replaceAll('.', '%2E')
    : encodeURIComponent(segment);
}
