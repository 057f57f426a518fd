import {
  MediaType,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { fetchManifest } from './manifests';
import { describeReferrer } from './referrersIndex';
import type { RepositoryWire } from './RepositoryWire';

/** Whoever may push could otherwise have a reader fetch thousands of manifests. */
const MAX_FETCHED = 100;
const CONCURRENCY = 4;

/** Types of a config that say nothing of the artifact. */
const CONFIG_TYPES: readonly string[] = [
  MediaType.imageConfig,
  MediaType.empty,
];

/**
 * Reads the type of those referrers whose entry has none, as early cosign wrote them into the fallback tag, or the
 * type of their config in its place, as Harbor before 2.10 lists them.
 */
export async function completeReferrers(
  wire: RepositoryWire,
  referrers: readonly Descriptor[],
  signal?: AbortSignal,
): Promise<Descriptor[]> {
  const completed = [...referrers];
  const waiting = [...completed.entries()]
    .filter(([, entry]) => !saysItsType(entry))
    .slice(0, MAX_FETCHED);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, entry] = next;
      completed[index] = await complete(wire, entry, signal);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return completed;
}

function saysItsType({ artifactType }: Descriptor): boolean {
  return Boolean(artifactType) && !CONFIG_TYPES.includes(artifactType ?? '');
}

async function complete(
  wire: RepositoryWire,
  entry: Descriptor,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  try {
    const { bytes } = await fetchManifest(wire, entry.digest, { signal });
    const manifest: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
    const read = describeReferrer(entry, manifest);
    return {
      ...entry,
      ...(read.artifactType ? { artifactType: read.artifactType } : {}),
      ...(entry.annotations || !read.annotations
        ? {}
        : { annotations: read.annotations }),
    };
  } catch (error) {
    // a list may name what was deleted since
    if (error instanceof RegistryError && error.code === 'NOT_FOUND')
      return entry;
    throw error;
  }
}
