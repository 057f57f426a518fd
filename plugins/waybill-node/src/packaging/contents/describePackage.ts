import {
  formatKitfile,
  type Kitfile,
  type KitfileValue,
} from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import type { RegistryClient } from '../../registry';
import { readKit } from './kitOf';
import { openPackagedFile } from './openPackagedFile';
import type { PackageContents, PackagedFile } from './PackageContents';
import { readSmallBlob } from './readSmallBlob';
import { readWeights, type PackagedWeights } from './readWeights';

/** What a package says of itself, for a page or a terminal. @public */
export interface PackageDescription {
  readonly kitfile?: Kitfile;
  /** The Kitfile as kit would unpack it. */
  readonly kitfileText?: string;
  /** SPDX identifiers or whatever else stands there, sorted, each once. */
  readonly licenses: readonly string[];
  /** Those of the Kitfile's model. */
  readonly parameters?: KitfileValue;
  readonly baseImage?: { readonly name?: string; readonly digest?: string };
  /** The README that is nearest to the top. */
  readonly modelCard?: {
    readonly path: string;
    readonly text: string;
    readonly isCut: boolean;
  };
  /** Headers of SafeTensors and GGUF files. */
  readonly weights: readonly PackagedWeights[];
  /** Of all weights together, where there are any that could be read. */
  readonly parameterCount?: number;
}

const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';
const LICENSES = 'org.opencontainers.image.licenses';
const MAX_CARD_BYTES = 512 * 1024;
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

const modelConfigSchema = z.object({
  descriptor: z.object({ licenses: z.array(z.string()).optional() }).optional(),
});

/**
 * Reads what a package says of itself: a few small requests, whatever its size.
 *
 * @throws PackagingError; RegistryError
 * @public
 */
export async function describePackage(
  client: RegistryClient,
  contents: PackageContents,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PackageDescription> {
  const { repository, manifest } = contents;
  const { signal } = options;
  const place = { client, repository, signal };
  const kitfile = (await readKit(place, contents))?.kitfile;
  const card = findCard(contents.files);
  const modelCard = card && (await readCard(client, contents, card, signal));
  const weights = await readWeights(client, contents, signal);
  const counts = weights.flatMap(({ header }) =>
    header ? [header.parameterCount] : [],
  );
  const { [BASE_NAME]: name, [BASE_DIGEST]: digest } =
    manifest.annotations ?? {};
  const config =
    contents.format === 'modelpack'
      ? await readSmallBlob(place, manifest.config, MAX_CONFIG_BYTES)
      : undefined;
  return {
    ...(kitfile ? { kitfile, kitfileText: formatKitfile(kitfile) } : {}),
    licenses: unique([
      ...licensesOfKitfile(kitfile),
      ...licensesOfConfig(config),
      manifest.annotations?.[LICENSES],
      licenseOfCard(modelCard?.text),
    ]),
    ...(kitfile?.model?.parameters === undefined
      ? {}
      : { parameters: kitfile.model.parameters }),
    ...(name || digest ? { baseImage: { name, digest } } : {}),
    ...(modelCard ? { modelCard } : {}),
    weights,
    ...(counts.length > 0
      ? { parameterCount: counts.reduce((sum, count) => sum + count, 0) }
      : {}),
  };
}

function findCard(files: readonly PackagedFile[]): PackagedFile | undefined {
  const depth = ({ path }: PackagedFile) => path.split('/').length;
  return files
    .filter(({ path }) => /(^|\/)readme\.md$/i.test(path))
    .sort((left, right) => depth(left) - depth(right))[0];
}

async function readCard(
  client: RegistryClient,
  contents: PackageContents,
  file: PackagedFile,
  signal: AbortSignal | undefined,
): Promise<NonNullable<PackageDescription['modelCard']>> {
  const chunks: Buffer[] = [];
  const end = MAX_CARD_BYTES - 1;
  const bytes = openPackagedFile(client, contents, file, { end, signal });
  for await (const chunk of bytes as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    path: file.path,
    text: Buffer.concat(chunks).toString('utf8'),
    isCut: file.sizeBytes > MAX_CARD_BYTES,
  };
}

function licensesOfKitfile(kitfile?: Kitfile): (string | undefined)[] {
  return [
    kitfile?.package,
    kitfile?.model,
    ...(kitfile?.model?.parts ?? []),
    ...(kitfile?.datasets ?? []),
    ...(kitfile?.code ?? []),
  ].map(entry => entry?.license);
}

function licensesOfConfig(config: Buffer | undefined): readonly string[] {
  if (!config) return [];
  try {
    const value: unknown = JSON.parse(config.toString('utf8'));
    return modelConfigSchema.parse(value).descriptor?.licenses ?? [];
  } catch {
    return []; // a config that cannot be read says nothing of licenses
  }
}

/** The hub's model cards begin with YAML, in which the license has a line of its own. */
function licenseOfCard(text: string | undefined): string | undefined {
  const [, head] = /^---\r?\n([^]*?)\n---/.exec(text ?? '') ?? [];
  const [, license] = /^license:[ \t]*["']?([\w.+-]+)/m.exec(head ?? '') ?? [];
  return license;
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.flatMap(text => (text ? [text] : [])))].sort();
}
