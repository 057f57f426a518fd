import {
  MediaType,
  isDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';

const MAX_CHILDREN = 1_000;
const MAX_BLOBS = 10_000;

const descriptorSchema = z.object({
  mediaType: z.string().max(255),
  digest: z.string().refine(isDigest, 'is no digest'),
  size: z.number().int().nonnegative(),
  platform: z
    .object({
      architecture: z.string().max(64),
      os: z.string().max(64),
      variant: z.string().max(64).optional(),
    })
    .optional()
    .catch(undefined),
});

const manifestSchema = z.object({
  config: descriptorSchema.nullish(),
  layers: z.array(descriptorSchema).max(MAX_BLOBS).nullish(),
  /** Of the artifact manifest that image-spec 1.1 dropped and registries still hold. */
  blobs: z.array(descriptorSchema).max(MAX_BLOBS).nullish(),
  manifests: z.array(descriptorSchema).max(MAX_CHILDREN).nullish(),
});

/** An entry of an index, with the platform as registries tell it. */
export type ChildDescriptor = Omit<Descriptor, 'platform'> & {
  readonly platform?: {
    readonly architecture: string;
    readonly os: string;
    readonly variant?: string;
  };
};

/** What a manifest or index points at. */
export interface ManifestParts {
  readonly children: readonly ChildDescriptor[];
  readonly blobs: readonly Descriptor[];
}

const MANIFEST_TYPES: readonly string[] = [
  MediaType.imageManifest,
  MediaType.imageIndex,
  MediaType.dockerManifest,
  MediaType.dockerManifestList,
];

/**
 * Reads what a manifest of any kind points at; `undefined` where it is none.
 */
export function readManifestParts(bytes: Buffer): ManifestParts | undefined {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const { success, data } = manifestSchema.safeParse(content);
  if (!success) return undefined;
  const { config, layers, blobs, manifests } = data;
  // neither list: something else that happens to be JSON, such as Docker's first schema
  if (!layers && !blobs && !manifests) return undefined;
  const all = [
    ...(config ? [config] : []),
    ...(layers ?? []),
    ...(blobs ?? []),
  ];
  // an index may hold what is no manifest (image-spec v1.1.1, "Image Index"): registries keep that as a blob
  const [children, others] = divide(manifests ?? []);
  return {
    children,
    blobs: [...all.filter(isDistributable), ...others].map(plain),
  };
}

function divide(
  entries: readonly ChildDescriptor[],
): [ChildDescriptor[], ChildDescriptor[]] {
  const isManifest = ({ mediaType }: ChildDescriptor) =>
    MANIFEST_TYPES.includes(mediaType);
  return [entries.filter(isManifest), entries.filter(e => !isManifest(e))];
}

/** Layers that may not be given on are not in the registry: their publisher has them. */
function isDistributable({
  mediaType,
}: Pick<Descriptor, 'mediaType'>): boolean {
  return !/nondistributable|\.foreign\./.test(mediaType);
}

function plain({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}
