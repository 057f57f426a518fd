import { createHash } from 'node:crypto';
import type { FetchedManifest } from '../../registry';
import { CopyError } from './CopyError';
import type { ChildDescriptor } from './manifestParts';
import type { ManifestWalk } from './ManifestWalk';

/**
 * What is left of an index when only some platforms are wanted: the image itself where it is one, a smaller index where
 * there are several. What is no index is for any platform.
 *
 * @throws CopyError `NO_SUCH_PLATFORM`
 */
export async function selectPlatforms(
  walk: ManifestWalk,
  whole: FetchedManifest,
  platforms: readonly string[],
): Promise<FetchedManifest> {
  const { children } = walk.partsOf(whole);
  if (children.length === 0) return whole;
  const wanted = children.filter(child =>
    platforms.some(platform => isFor(child, platform)),
  );
  if (wanted.length === 0) {
    const there = children.map(nameOf).join(', ').slice(0, 500);
    throw new CopyError({
      code: 'NO_SUCH_PLATFORM',
      side: 'source',
      operation: 'read manifest',
      object: whole.descriptor.digest,
      message: `${whole.descriptor.digest} has no image for ${platforms.join(
        ', ',
      )}: choose of ${there}.`,
    });
  }
  if (wanted.length === children.length) return whole;
  if (wanted.length === 1) return walk.fetch(wanted[0].digest);
  return indexOf(whole, new Set(wanted.map(({ digest }) => digest)));
}

function isFor(child: ChildDescriptor, platform: string): boolean {
  const name = nameOf(child);
  return name === platform || name.startsWith(`${platform}/`);
}

function nameOf({ platform }: ChildDescriptor): string {
  if (!platform) return 'unknown';
  const { os, architecture, variant } = platform;
  return [os, architecture, variant].filter(Boolean).join('/');
}

function indexOf(
  { descriptor, bytes }: FetchedManifest,
  digests: ReadonlySet<string>,
): FetchedManifest {
  const whole: { manifests: { digest: string }[] } = JSON.parse(
    bytes.toString('utf8'),
  );
  const smaller = Buffer.from(
    JSON.stringify({
      ...whole,
      manifests: whole.manifests.filter(({ digest }) => digests.has(digest)),
    }),
  );
  return {
    bytes: smaller,
    descriptor: {
      mediaType: descriptor.mediaType,
      digest: `sha256:${createHash('sha256').update(smaller).digest('hex')}`,
      size: smaller.length,
    },
  };
}
