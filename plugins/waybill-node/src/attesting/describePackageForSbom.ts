import {
  formatRepository,
  readModelCardText,
  type BaseModelFacts,
  type DatasetFacts,
  type Kitfile,
  type ModelCardFacts,
  type PackageFacts,
} from '@waybill/backstage-plugin-waybill-common';
import {
  describePackage,
  type PackageContents,
  type PackageDescription,
} from '../packaging';
import type { RegistryClient } from '../registry';
import { hashPackagedFiles } from './hashPackagedFiles';

/** @public */
export interface SbomOptions {
  /** Tag under which the package is known. */
  readonly version?: string;
  /** Where its source is. */
  readonly sourceUrl?: string;
  /** How much may be downloaded to hash files whose digest the format does not tell; 1 GiB where absent. */
  readonly maxReadBytes?: number;
  readonly signal?: AbortSignal;
}

const SOURCE = 'org.opencontainers.image.source';
const CREATED = 'org.opencontainers.image.created';

/**
 * Gathers what bills of materials and model cards are built of: manifest, Kitfile, model card, headers of the weights, and the
 * digests of files.
 *
 * @throws PackagingError; RegistryError
 * @public
 */
export async function describePackageForSbom(
  client: RegistryClient,
  contents: PackageContents,
  options: SbomOptions = {},
): Promise<PackageFacts> {
  const { signal } = options;
  const description = await describePackage(client, contents, { signal });
  const files = await hashPackagedFiles(client, contents, options);
  const card = readModelCardText(description.modelCard?.text ?? '');
  const { kitfile, baseImage, modelCard, licenses } = description;
  const repository = formatRepository(contents.repository);
  const version = options.version ?? kitfile?.package?.version;
  const sourceUrl =
    options.sourceUrl ?? contents.manifest.annotations?.[SOURCE];
  const about = kitfile?.package?.description ?? kitfile?.model?.description;
  const framework = kitfile?.model?.framework ?? card.framework;
  const cardDigest = files.find(({ path }) => path === modelCard?.path)?.digest;
  return {
    repository,
    digest: contents.descriptor.digest,
    format: contents.format,
    name:
      kitfile?.model?.name ??
      kitfile?.package?.name ??
      repository.slice(repository.lastIndexOf('/') + 1),
    ...(version && { version }),
    ...(about && { description: about }),
    authors: kitfile?.package?.authors ?? [],
    licenses,
    ...(framework && { framework }),
    ...weightsOf(description),
    ...(card.task && { task: card.task }),
    languages: card.languages,
    tags: card.tags,
    datasets: datasetsOf(kitfile, card),
    baseModels: baseModelsOf(kitfile, card),
    metrics: card.metrics,
    considerations: card.considerations,
    files,
    ...(modelCard && {
      modelCard: {
        path: modelCard.path,
        ...(cardDigest && { digest: cardDigest }),
      },
    }),
    ...(baseImage && { baseImage }),
    ...(sourceUrl && { sourceUrl }),
    ...timeOf(contents.manifest.annotations?.[CREATED]),
  };
}

/** Whoever packaged may have written anything there. */
function timeOf(text: string | undefined): { createdAt?: string } {
  const time = new Date(text ?? NaN);
  return Number.isNaN(time.getTime()) ? {} : { createdAt: time.toISOString() };
}

function weightsOf({ weights, parameterCount, kitfile }: PackageDescription) {
  const headers = weights.flatMap(({ header }) => (header ? [header] : []));
  const [first] = headers;
  const architecture = headers.find(header => header.architecture);
  const quantization = headers.find(header => header.quantization);
  const format = first?.format ?? kitfile?.model?.format;
  const byType = new Map<string, number>();
  for (const { type, parameterCount: count } of headers.flatMap(
    header => header.parametersByType,
  ))
    byType.set(type, (byType.get(type) ?? 0) + count);
  return {
    ...(format && { weightsFormat: format }),
    ...(architecture && { architecture: architecture.architecture }),
    ...(quantization && { quantization: quantization.quantization }),
    ...(parameterCount !== undefined && { parameterCount }),
    ...(byType.size > 0 && {
      parametersByType: [...byType]
        .map(([type, count]) => ({ type, parameterCount: count }))
        .sort((left, right) => right.parameterCount - left.parameterCount),
    }),
  };
}

function datasetsOf(
  kitfile: Kitfile | undefined,
  card: ModelCardFacts,
): DatasetFacts[] {
  const packaged = (kitfile?.datasets ?? []).map(
    ({ name, path, remotePath, description, license }) => ({
      name: name ?? path ?? remotePath ?? 'dataset',
      ...(remotePath && { url: remotePath }),
      ...(description && { description }),
      ...(license && { license }),
    }),
  );
  const names = new Set(packaged.map(({ name }) => name));
  return [...packaged, ...card.datasets.filter(({ name }) => !names.has(name))];
}

/** A Kitfile's model path may be the reference of another ModelKit. */
function baseModelsOf(
  kitfile: Kitfile | undefined,
  card: ModelCardFacts,
): BaseModelFacts[] {
  const reference = kitfile?.model?.path ?? '';
  const [, name, digest] =
    /^([a-z\d.-]+(?::\d+)?\/[^@\s]+)(?:@(sha256:[\da-f]{64}))?$/i.exec(
      reference,
    ) ?? [];
  const isOtherKit = name && /[.:]|^localhost\//.test(name.split('/')[0]);
  return [
    ...(isOtherKit
      ? [{ name, relation: 'included', ...(digest && { digest }) }]
      : []),
    ...card.baseModels,
  ];
}
