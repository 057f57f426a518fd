import { modelCardOf } from './cycloneDxModelCard';
import { sha256Hex } from './digestSet';
import { listedFiles } from './listedFiles';
import { nameLicenses } from './licenses';
import type { BaseModelFacts, PackageFacts } from './PackageFacts';

/** What {@link buildCycloneDx} and {@link buildSpdx} add to the facts. @public */
export interface BillOptions {
  /** When the bill was made (ISO 8601); where absent, when the package was: one package has one bill. */
  readonly timestamp?: string;
  /** Version of Waybill. */
  readonly toolVersion?: string;
}

/** A CycloneDX document; the type says only what callers look at. @public */
export interface CycloneDxDocument {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber?: string;
  readonly version: 1;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly components: readonly Readonly<Record<string, unknown>>[];
  readonly dependencies: readonly Readonly<Record<string, unknown>>[];
  /** There where not all files are listed. */
  readonly compositions?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * CycloneDX 1.6 bill of materials of a package: the model with its card, each of its files as a component, the models it
 * descends from. Nothing in it is random.
 *
 * @param options - `serialNumber`: `urn:uuid:…`, where a bill needs a name of its own
 * @public
 */
export function buildCycloneDx(
  facts: PackageFacts,
  options: BillOptions & { readonly serialNumber?: string } = {},
): CycloneDxDocument {
  const model = `pkg:oci/${refOf(facts)}`;
  const timestamp = options.timestamp ?? facts.createdAt;
  const { files: listed, leftOut } = listedFiles(facts.files);
  const files = listed.map(({ path, sizeBytes, digest }) => ({
    type: 'file',
    'bom-ref': `file:${path}`,
    name: path,
    ...hashesOf(digest),
    properties: [{ name: 'waybill:sizeBytes', value: String(sizeBytes) }],
  }));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    ...(options.serialNumber && { serialNumber: options.serialNumber }),
    version: 1,
    metadata: {
      ...(timestamp && { timestamp }),
      tools: {
        components: [
          {
            type: 'application',
            name: 'waybill',
            ...(options.toolVersion && { version: options.toolVersion }),
          },
        ],
      },
      component: modelComponent(facts, model),
      ...(leftOut > 0 && {
        properties: [{ name: 'waybill:filesLeftOut', value: String(leftOut) }],
      }),
    },
    components: files,
    dependencies: [
      { ref: model, dependsOn: files.map(file => file['bom-ref']) },
    ],
    ...(leftOut > 0 && {
      compositions: [{ aggregate: 'incomplete', dependencies: [model] }],
    }),
  };
}

function modelComponent(facts: PackageFacts, ref: string) {
  const { repository, digest, description, authors } = facts;
  return {
    type: 'machine-learning-model',
    'bom-ref': ref,
    name: facts.name,
    ...(facts.version && { version: facts.version }),
    ...(description && { description }),
    ...(authors.length > 0 && { authors: authors.map(name => ({ name })) }),
    ...hashesOf(digest),
    ...(facts.licenses.length > 0 && {
      licenses: nameLicenses(facts.licenses).map(({ id, name }) => ({
        license: id ? { id } : { name },
      })),
    }),
    purl: ref,
    ...pedigreeOf(facts),
    externalReferences: [
      { type: 'distribution', url: `oci://${repository}@${digest}` },
      ...[facts.sourceUrl].flatMap(url =>
        isWebUrl(url) ? [{ type: 'vcs', url }] : [],
      ),
      ...facts.baseModels.flatMap(({ url }) =>
        isWebUrl(url) ? [{ type: 'other', url, comment: 'base model' }] : [],
      ),
    ],
    modelCard: modelCardOf(facts),
    properties: propertiesOf(facts),
    ...(facts.tags.length > 0 && { tags: [...new Set(facts.tags)] }),
  };
}

function pedigreeOf({ baseModels }: PackageFacts) {
  if (baseModels.length === 0) return {};
  const ancestors = baseModels.map((base: BaseModelFacts) => ({
    type: 'machine-learning-model',
    name: base.name,
    ...hashesOf(base.digest),
    ...(base.relation && {
      properties: [{ name: 'waybill:relation', value: base.relation }],
    }),
  }));
  return { pedigree: { ancestors } };
}

function propertiesOf(facts: PackageFacts) {
  const values: readonly (readonly [string, string | number | undefined])[] = [
    ['format', facts.format],
    ['framework', facts.framework],
    ['weightsFormat', facts.weightsFormat],
    ['quantization', facts.quantization],
    ['parameterCount', facts.parameterCount],
    ...(facts.parametersByType ?? []).map(
      ({ type, parameterCount }) =>
        [`parameterCount:${type}`, parameterCount] as const,
    ),
    ['baseImage', facts.baseImage?.name],
    ['baseImageDigest', facts.baseImage?.digest],
    ...facts.languages.map(language => ['language', language] as const),
  ];
  return values.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ name: `waybill:${name}`, value: String(value) }],
  );
}

function hashesOf(digest: string | undefined) {
  const content = sha256Hex(digest);
  return content ? { hashes: [{ alg: 'SHA-256', content }] } : {};
}

/** Package URL of type `oci` (purl-spec): name, digest as version, where it is. */
export function refOf({ repository, digest }: PackageFacts): string {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  return `${encodeURIComponent(name)}@${encodeURIComponent(
    digest,
  )}?repository_url=${encodeURIComponent(repository)}`;
}

function isWebUrl(url: string | undefined): url is string {
  return /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(url ?? '');
}
