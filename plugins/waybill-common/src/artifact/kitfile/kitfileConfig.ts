import type { Kitfile } from './Kitfile';
import {
  writeOptional as text,
  writeStruct,
  writeText,
  writeValue,
} from './goJson';
import { kitfileLayers } from './kitfileLayers';

/** The digests of a layer, as the config of a ModelKit has them. @public */
export interface KitfileLayerDigests {
  /** Of the blob. */
  readonly digest: string;
  /** Of the blob without compression: the same where it has none. */
  readonly diffId: string;
}

type Fields = readonly (readonly [string, string | undefined])[];
type LayerOf = (place: string) => Fields;
const NAMED = ['name', 'path', 'description'] as const;

/**
 * The config of a ModelKit, byte for byte as kit 1.15 writes it: the Kitfile as JSON, with the digests of its layers.
 *
 * @param layers - in the order of {@link kitfileLayers}; without them the Kitfile alone
 * @throws RangeError where there are more or fewer of them than the Kitfile has layers
 * @public
 */
export function kitfileConfigJson(
  kitfile: Kitfile,
  layers: readonly KitfileLayerDigests[] = [],
): string {
  const places = kitfileLayers(kitfile);
  if (layers.length > 0 && layers.length !== places.length)
    throw new RangeError(
      `The Kitfile has ${places.length} layers, and there are digests of ${layers.length}.`,
    );
  const digests = new Map(
    layers.map((layer, index) => [places[index].place, layer]),
  );
  const layerOf = (place: string): Fields => {
    const layer = digests.get(place);
    return [
      ['digest', text(layer?.digest)],
      ['diffId', text(layer?.diffId)],
    ];
  };
  return writeStruct([
    ['manifestVersion', writeText(kitfile.manifestVersion)],
    ['package', packageJson(kitfile.package)],
    ['model', modelJson(kitfile.model, layerOf)],
    [
      'code',
      list(kitfile.code, 'code', ['path', 'description', 'license'], layerOf),
    ],
    [
      'datasets',
      entries(kitfile.datasets, index => datasetJson(kitfile, index, layerOf)),
    ],
    [
      'docs',
      entries(kitfile.docs, (index, { path, description }) =>
        writeStruct([
          ['path', writeText(path)],
          ['description', text(description)],
          ...layerOf(`docs[${index}]`),
        ]),
      ),
    ],
    ['prompts', list(kitfile.prompts, 'prompts', NAMED, layerOf)],
    ['mcpServers', list(kitfile.mcpServers, 'mcpServers', NAMED, layerOf)],
  ]);
}

function packageJson(found: Kitfile['package'] = {}): string {
  return writeStruct([
    ['name', text(found.name)],
    ['version', text(found.version)],
    ['description', text(found.description)],
    ['license', text(found.license)],
    ['authors', found.authors?.length ? writeValue(found.authors) : undefined],
  ]);
}

function modelJson(
  model: Kitfile['model'],
  layerOf: LayerOf,
): string | undefined {
  if (!model) return undefined;
  const { parameters } = model;
  return writeStruct([
    ['name', text(model.name)],
    ['path', text(model.path)],
    ['license', text(model.license)],
    ['framework', text(model.framework)],
    ['format', text(model.format)],
    ['version', text(model.version)],
    ['description', text(model.description)],
    [
      'parts',
      list(
        model.parts,
        'model.parts',
        ['name', 'path', 'license', 'type'],
        layerOf,
      ),
    ],
    ['parameters', parametersJson(parameters)],
    ...layerOf('model'),
  ]);
}

function datasetJson(
  { datasets = [] }: Kitfile,
  index: number,
  layerOf: LayerOf,
): string {
  const dataset = datasets[index];
  return writeStruct([
    ['name', text(dataset.name)],
    ['path', text(dataset.path)],
    ['remotePath', text(dataset.remotePath)],
    ['remoteHash', text(dataset.remoteHash)],
    ['description', text(dataset.description)],
    ['license', text(dataset.license)],
    ['parameters', parametersJson(dataset.parameters)],
    ...layerOf(`datasets[${index}]`),
  ]);
}

function parametersJson(
  parameters: NonNullable<Kitfile['model']>['parameters'],
): string | undefined {
  return parameters === undefined || parameters === null
    ? undefined
    : writeValue(parameters);
}

function list<K extends string>(
  found: readonly { readonly [key in K]?: string }[] | undefined,
  place: string,
  keys: readonly K[],
  layerOf: LayerOf,
): string | undefined {
  return entries(found, (index, entry) =>
    writeStruct([
      ...keys.map(key => [key, text(entry[key])] as const),
      ...layerOf(`${place}[${index}]`),
    ]),
  );
}

function entries<T>(
  found: readonly T[] | undefined,
  write: (index: number, entry: T) => string,
): string | undefined {
  if (!found?.length) return undefined;
  return `[${found.map((entry, index) => write(index, entry)).join(',')}]`;
}
