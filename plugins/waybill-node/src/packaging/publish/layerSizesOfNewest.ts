import {
  versionOrder,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import {
  RegistryError,
  type RegistryClient,
  type RepositoryName,
} from '../../registry';

const MAX_TAGS = 1_000;

/**
 * How long the layers of the newest version are, as its manifest says. A repository that cannot be listed has none:
 * the answer only saves time.
 */
export async function layerSizesOfNewest(
  client: RegistryClient,
  repository: RepositoryName,
  signal?: AbortSignal,
): Promise<ReadonlySet<number>> {
  try {
    const tags = await client.listTags(repository, { signal, limit: MAX_TAGS });
    const [newest] = tags.sort(versionOrder);
    if (newest === undefined) return new Set();
    const { bytes } = await client.fetchManifest(repository, newest, {
      signal,
    });
    const { layers }: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
    return new Set(layers?.map(({ size }) => size));
  } catch (error) {
    if (error instanceof RegistryError || error instanceof SyntaxError)
      return new Set();
    throw error;
  }
}
