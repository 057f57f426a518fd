import {
  legacySignatureTag,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  FetchedManifest,
  RegistryClient,
  RepositoryName,
} from '../../registry';
import { onSide, type CopySide } from './CopyError';
import type { ManifestWalk } from './ManifestWalk';

/** A tag of cosign's, and what it names in the source. @public */
export interface SignatureTag {
  readonly tag: string;
  readonly manifest: FetchedManifest;
}

/** The tags under which cosign's legacy form keeps what belongs to a digest (cosign v3.1.2). */
function legacyTags(digest: string): string[] {
  const signature = legacySignatureTag(digest);
  return ['.sig', '.att', '.sbom'].map(suffix =>
    signature.replace(/\.sig$/, suffix),
  );
}

/** Adds to the walk what is attached to what is in it, and to that again. */
export async function findSignatures(
  client: RegistryClient,
  walk: ManifestWalk,
  source: CopySide,
  signal?: AbortSignal,
): Promise<SignatureTag[]> {
  const tags: SignatureTag[] = [];
  const asked = new Set<string>();
  // the walk grows meanwhile, and is bounded
  for (const { descriptor } of walk.manifests) {
    const { digest } = descriptor;
    if (asked.has(digest)) continue;
    asked.add(digest);
    for (const tag of legacyTags(digest)) {
      const found = await onSide(source, 'resolve', tag, {
        signal,
        call: () => client.resolve(source.repository, tag, { signal }),
      });
      if (!found) continue;
      const manifest = await walk.fetch(found.digest);
      await walk.add(manifest);
      tags.push({ tag, manifest });
    }
    const referrers = await onSide(source, 'list referrers', digest, {
      signal,
      call: () => client.listReferrers(source.repository, digest, { signal }),
    });
    for (const referrer of referrers) await walk.addReferrer(referrer);
  }
  return tags;
}

/** Signatures that the destination has and the source has not are never overwritten. */
export async function keepTheirs(
  client: RegistryClient,
  repository: RepositoryName,
  found: readonly SignatureTag[],
  signal?: AbortSignal,
): Promise<{ signatureTags: SignatureTag[]; warnings: string[] }> {
  const destination: CopySide = { side: 'destination', repository };
  const signatureTags: SignatureTag[] = [];
  const warnings: string[] = [];
  for (const entry of found) {
    const { tag, manifest } = entry;
    const options = { signal };
    const existing = await onSide(destination, 'resolve', tag, {
      signal,
      call: () => client.resolve(repository, tag, options),
    });
    if (existing?.digest === manifest.descriptor.digest) continue;
    if (!existing) {
      signatureTags.push(entry);
      continue;
    }
    const theirs = await onSide(destination, 'read manifest', tag, {
      signal,
      call: () => client.fetchManifest(repository, existing.digest, options),
    });
    const missingHere = layersOf(theirs).filter(
      layer => !layersOf(manifest).includes(layer),
    );
    const missingThere = layersOf(manifest).filter(
      layer => !layersOf(theirs).includes(layer),
    );
    if (missingThere.length === 0) continue;
    if (missingHere.length === 0) signatureTags.push(entry);
    else
      warnings.push(
        `The tag ${tag} of ${repository.host}/${repository.path} holds signatures that the source does not have: it was left as it is, and ${missingThere.length} of the source's are not in it. Sign the copy there.`,
      );
  }
  return { signatureTags, warnings };
}

/** Layers as texts that are equal where the layers are: one payload may be signed by several keys. */
function layersOf({ bytes }: FetchedManifest): string[] {
  const { layers }: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
  return (layers ?? []).map(({ digest, annotations = {} }) =>
    JSON.stringify([digest, Object.entries(annotations).sort()]),
  );
}
