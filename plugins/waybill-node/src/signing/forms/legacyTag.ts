import { setTimeout as wait } from 'node:timers/promises';
import {
  MediaType,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from '../../registry';
import { SigningError } from '../SigningError';
import { describeContent, pushContent, type SignaturePlace } from './content';
import { LegacyAnnotation } from './legacyAnnotations';

/** What cosign keeps under a tag of its own: signatures, or attestations. @public */
export type LegacySuffix = 'sig' | 'att';

/** A tag has no lock: the loser of two writers reads again and writes again, this many times. */
const ATTEMPTS = 8;
/** A writer that read before us writes within this time. */
const SETTLE_MS = 200;
/** cosign v3.1.2 reads no more of one digest. */
const MAX_LAYERS = 1000;
/** What cosign writes in the place of a time that it does not know: Go's zero time. */
const NO_TIME = '0001-01-01T00:00:00Z';
const IMAGE_TYPES: readonly string[] = [
  MediaType.imageManifest,
  MediaType.dockerManifest,
];

interface LegacyTag {
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Tag under which cosign's legacy form keeps what belongs to a digest. @public */
export function legacyTagOf(digest: string, suffix: LegacySuffix): string {
  return `${digest.replace(':', '-')}.${suffix}`;
}

/**
 * Adds a layer to `sha256-<hex>.sig` or `.att` (cosign v3.1.2 `pkg/oci/static` and `pkg/oci/mutate`: one layer for each
 * signature, under one tag). What others have put there stays; of two writers at once neither loses. A layer that is
 * there already is not added again.
 *
 * @returns whether it was added
 * @throws RegistryError, SigningError `TAG_CONFLICT`, `TAG_FOREIGN`, `TOO_MANY_SIGNATURES`
 * @public
 */
export async function appendLegacyLayer(
  options: SignaturePlace & {
    /** Digest of what is signed. */
    readonly digest: string;
    readonly suffix: LegacySuffix;
    readonly layer: {
      readonly mediaType: string;
      readonly content: Buffer;
      readonly annotations: Readonly<Record<string, string>>;
    };
    /** Waits between writing and reading back; tests need not. */
    readonly settle?: (signal?: AbortSignal) => Promise<void>;
  },
): Promise<boolean> {
  const { layer, signal, settle = settleForOthers } = options;
  const added: Descriptor = {
    ...describeContent(layer.mediaType, layer.content),
    annotations: layer.annotations,
  };
  await pushContent(options, layer.mediaType, layer.content);
  // with what this writer has seen under the tag: a rival that had not read it may write it away
  let wanted: readonly Descriptor[] = [added];
  for (let written = 0; written <= ATTEMPTS; written++) {
    const found = await readLegacyTag(options);
    const missing = wanted.filter(
      entry => !found.layers.some(other => isSameLayer(entry, other)),
    );
    if (missing.length === 0) return written > 0;
    if (written === ATTEMPTS) break;
    wanted = [...found.layers, ...missing];
    if (wanted.length > MAX_LAYERS) throw tooMany(options);
    await writeLegacyTag(options, { ...found, layers: wanted });
    await settle(signal);
  }
  throw new SigningError({
    code: 'TAG_CONFLICT',
    isRetryable: true,
    message: `The tag ${nameOf(
      options,
    )} is written by others at the same time: try again.`,
  });
}

/**
 * Layers under the legacy tag of a digest, without those that are none of its kind.
 *
 * @throws RegistryError, SigningError `TAG_FOREIGN`
 * @internal
 */
export async function readLegacyLayers(
  options: SignaturePlace & { digest: string; suffix: LegacySuffix },
): Promise<readonly Descriptor[]> {
  return (await readLegacyTag(options)).layers;
}

async function readLegacyTag(
  options: SignaturePlace & { digest: string; suffix: LegacySuffix },
): Promise<LegacyTag> {
  const { client, repository, digest, suffix, signal } = options;
  const tag = legacyTagOf(digest, suffix);
  let bytes: Buffer;
  try {
    ({ bytes } = await client.fetchManifest(repository, tag, { signal }));
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'NOT_FOUND')
      return { layers: [] };
    throw error;
  }
  const manifest = parseManifest(bytes);
  if (!manifest) {
    throw new SigningError({
      code: 'TAG_FOREIGN',
      message: `The tag ${nameOf(
        options,
      )} is where cosign's signatures belong, and it holds something else: nothing was overwritten. Remove that tag and sign again.`,
    });
  }
  return manifest;
}

function parseManifest(bytes: Buffer): LegacyTag | undefined {
  try {
    const manifest: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
    const { layers, mediaType = MediaType.imageManifest } = manifest;
    return Array.isArray(layers) &&
      layers.every(layer => typeof layer?.digest === 'string') &&
      IMAGE_TYPES.includes(mediaType)
      ? { layers, annotations: manifest.annotations }
      : undefined;
  } catch {
    return undefined;
  }
}

async function writeLegacyTag(
  options: SignaturePlace & { digest: string; suffix: LegacySuffix },
  { layers, annotations }: LegacyTag,
): Promise<void> {
  const config = await pushContent(
    options,
    MediaType.imageConfig,
    Buffer.from(
      JSON.stringify({
        architecture: '',
        created: NO_TIME,
        history: layers.map(() => ({ created: NO_TIME })),
        os: '',
        rootfs: {
          type: 'layers',
          diff_ids: layers.map(({ digest }) => digest),
        },
        config: {},
      }),
    ),
  );
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    config,
    layers,
    ...(annotations ? { annotations } : {}),
  };
  await options.client.pushManifest(
    options.repository,
    {
      mediaType: manifest.mediaType,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    {
      tag: legacyTagOf(options.digest, options.suffix),
      signal: options.signal,
    },
  );
}

/** Two signatures of one digest share their payload, and so its digest: the annotation tells them apart. */
function isSameLayer(one: Descriptor, other: Descriptor): boolean {
  return (
    one.digest === other.digest &&
    one.annotations?.[LegacyAnnotation.signature] ===
      other.annotations?.[LegacyAnnotation.signature]
  );
}

async function settleForOthers(signal?: AbortSignal): Promise<void> {
  // two writers that lost to each other must not meet again at the same moment
  await wait(SETTLE_MS * (1 + Math.random()), undefined, { signal });
}

function tooMany(
  options: SignaturePlace & { digest: string; suffix: LegacySuffix },
): SigningError {
  return new SigningError({
    code: 'TOO_MANY_SIGNATURES',
    message: `The tag ${nameOf(
      options,
    )} would hold more than ${MAX_LAYERS} layers, and cosign reads no more: remove those that nobody needs.`,
  });
}

function nameOf({
  repository,
  digest,
  suffix,
}: SignaturePlace & { digest: string; suffix: LegacySuffix }): string {
  return `${repository.host}/${repository.path}:${legacyTagOf(digest, suffix)}`;
}
