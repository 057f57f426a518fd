import {
  formatRepository,
  servingNotes,
  type PackageFile,
  type PackageTraits,
  type ServingPlace,
  type VersionComparison,
  type VersionContents,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  ContentsComparison,
  PackageContents,
  PackageDescription,
} from '@waybill/backstage-plugin-waybill-node';

/** So many files are told; a page shows no more. */
const MAX_FILES = 2_000;
const MAX_TEXT_LENGTH = 64 * 1024;
const MAX_WEIGHTS = 200;

/** What of a package a page shows, and no more of it than a page can. */
export function toVersionContents(
  contents: PackageContents,
  description: PackageDescription,
  where: {
    readonly places: readonly ServingPlace[];
    readonly baseImage?: string;
    readonly isSandbox?: boolean;
  },
): VersionContents {
  const { kitfileText, parameters, modelCard, baseImage } = description;
  const { manifest } = contents;
  return {
    digest: contents.descriptor.digest,
    format: contents.format,
    sizeBytes: [manifest.config, ...manifest.layers].reduce(
      (sum, { size }) => sum + size,
      0,
    ),
    files: contents.files.slice(0, MAX_FILES).map(toFile),
    fileCount: contents.files.length,
    specialCount: contents.specials.length,
    ...(kitfileText && { kitfile: kitfileText.slice(0, MAX_TEXT_LENGTH) }),
    licenses: description.licenses,
    ...(parameters !== undefined && { parameters: toJson(parameters) }),
    ...(description.parameterCount !== undefined && {
      parameterCount: description.parameterCount,
    }),
    weights: description.weights.slice(0, MAX_WEIGHTS).map(toWeights),
    ...(baseImage && {
      baseImage: [baseImage.name, baseImage.digest].filter(Boolean).join('@'),
    }),
    ...(modelCard && {
      modelCard: {
        ...modelCard,
        text: modelCard.text.slice(0, MAX_TEXT_LENGTH),
        isCut: modelCard.isCut || modelCard.text.length > MAX_TEXT_LENGTH,
      },
    }),
    serving: servingNotes(traitsOf(contents, description, where), where.places),
  };
}

/** What of a comparison a page shows: what is the same is only counted. */
export function toVersionComparison(
  from: string,
  to: string,
  comparison: ContentsComparison,
): VersionComparison {
  return {
    from,
    to,
    files: comparison.files
      .filter(({ change }) => change !== 'same')
      .slice(0, MAX_FILES)
      .map(entry =>
        'file' in entry
          ? { ...entry, file: toFile(entry.file) }
          : {
              ...entry,
              before: toFile(entry.before),
              after: toFile(entry.after),
            },
      ),
    counts: comparison.counts,
    isSame: comparison.isSame,
    kitfile: comparison.kitfile,
    annotations: comparison.annotations,
  };
}

/** Only what the API promises: where a file lies in its layer is nobody's business. */
function toFile({ path, sizeBytes, digest, mode }: PackageFile): PackageFile {
  return {
    path,
    sizeBytes,
    ...(digest && { digest }),
    ...(mode !== undefined && { mode }),
  };
}

function toWeights({
  path,
  header,
  problem,
}: PackageDescription['weights'][number]): VersionContents['weights'][number] {
  return {
    path,
    ...(header && {
      parameterCount: header.parameterCount,
      types: header.parametersByType.map(({ type }) => type),
    }),
    ...(problem && { problem }),
  };
}

/** A package is known to lack a shell where it holds nothing but the model. */
function traitsOf(
  contents: PackageContents,
  { baseImage }: PackageDescription,
  {
    baseImage: configured,
    isSandbox,
  }: { readonly baseImage?: string; readonly isSandbox?: boolean },
): PackageTraits {
  const { format, layers } = contents;
  if (format !== 'modelcar') {
    return {
      format,
      hasFilePaths: layers.every(
        ({ descriptor }) =>
          descriptor.annotations?.['org.cncf.model.filepath'] !== undefined,
      ),
    };
  }
  // The sandbox plays its pods: nothing runs in the image there.
  if (isSandbox) return { format };
  const isOnConfigured =
    configured !== undefined &&
    baseImage?.digest !== undefined &&
    configured.endsWith(`@${baseImage.digest}`);
  const hasBase = layers.some(({ isBase }) => isBase);
  if (isOnConfigured) return { format, hasShell: true };
  return hasBase ? { format } : { format, hasShell: false };
}

function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) => (typeof part === 'bigint' ? Number(part) : part),
    2,
  ).slice(0, MAX_TEXT_LENGTH);
}

/** For messages. */
export function nameOf({ repository, descriptor }: PackageContents): string {
  return `${formatRepository(repository)}@${descriptor.digest}`;
}
