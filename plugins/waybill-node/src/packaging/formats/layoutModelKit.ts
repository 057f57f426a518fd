import {
  MediaType,
  isModelKitReference,
  kitfileConfigJson,
  kitfileLayers,
  kitfileProblems,
  KitfileError,
  type Descriptor,
  type Kitfile,
  type KitfileLayerType,
} from '@waybill/backstage-plugin-waybill-common';
import type { FileTree, SourceFile } from '../FileTree';
import type { LayerLayout, PackageLayout } from '../PackageLayout';
import { PackagingError } from '../PackagingError';
import { blobOf, sealManifest } from '../publish/sealManifest';
import { readKitignore } from '../sources/kitignore';
import { tarLayer } from '../tar/tarLayer';
import { kitLayers, type KitLayer, type KitLayers } from './kitLayers';
import { manifestAnnotations } from './manifestAnnotations';
import { refuseNoMcpBundle } from './mcpBundle';

const FILE_PATH = 'org.cncf.model.filepath';
const FILE_METADATA = 'org.cncf.model.file.metadata+json';
const SUBTYPE = 'ml.kitops.modelkit.layer-subtype';

const LAYER_NAMES: Readonly<Record<KitfileLayerType, string>> = {
  model: 'model.v1.tar',
  modelpart: 'modelpart.v1.tar',
  code: 'code.v1.tar',
  dataset: 'dataset.v1.tar',
  docs: 'docs.v1.tar',
  prompt: 'code.v1.tar',
  mcpb: 'mcpb.v1.raw',
};

/** @public */
export interface ModelKitOptions {
  readonly kitfile: Kitfile;
  /** Kitfiles of the ModelKits that bring the model, where `model.path` is a reference: their paths are theirs. */
  readonly parents?: readonly Kitfile[];
  /** Annotations of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Without it the manifest has no time, and the same files give the same digest. */
  readonly createdAt?: Date;
  readonly signal?: AbortSignal;
}

/** A package that follows a Kitfile. @public */
export interface KitfileLayout extends PackageLayout {
  /**
   * Files below the path of a layer that no layer holds and no `.kitignore` names: kit leaves out what begins with the
   * path of another layer (`data` takes `data2.csv` away) and names with two dots in a row.
   */
  readonly omitted: readonly string[];
}

/**
 * Lays out a ModelKit: layers and config equal `kit pack`'s (1.15, no compression) byte for byte from the same folder.
 * The tree's `.kitignore` counts, and so do the modes of files and folders. A model that is the reference of a ModelKit
 * has no layer.
 *
 * @throws KitfileError; PackagingError `FILE_NOT_FOUND`, `EMPTY_FOLDER`, `TOO_MANY_FILES`, `KITIGNORE_NOT_VALID`,
 * `PACKAGE_NOT_VALID` where an MCP bundle is none
 * @public
 */
export async function layoutModelKit(
  tree: FileTree,
  options: ModelKitOptions,
): Promise<KitfileLayout> {
  const { kitfile, signal } = options;
  const { layers, omitted } = await readLayers(tree, options);
  for (const layer of layers) {
    if (layer.type === 'mcpb')
      await refuseNoMcpBundle(fileOf(layer), { signal });
  }
  return {
    format: 'modelkit',
    omitted,
    layers: layers.map(layer => ({
      mediaType: `application/vnd.kitops.modelkit.${LAYER_NAMES[layer.type]}`,
      annotations: annotationsOfLayer(layer),
      ...bytesOf(layer),
    })),
    seal: descriptors =>
      sealManifest({
        artifactType: MediaType.kitopsManifest,
        config: blobOf(
          MediaType.kitopsConfig,
          Buffer.from(kitfileConfigJson(kitfile, digestsOf(descriptors))),
        ),
        layers: descriptors,
        annotations: manifestAnnotations(options),
      }),
  };
}

/** Checks the Kitfile and finds the files of its layers. */
export async function readLayers(
  tree: FileTree,
  { kitfile, parents = [], signal }: ModelKitOptions,
): Promise<KitLayers> {
  const problems = kitfileProblems(kitfile);
  if (problems.length > 0) throw new KitfileError(problems);
  if (kitfileLayers(kitfile).length === 0 && !kitfile.model?.path) {
    throw new PackagingError({
      code: 'EMPTY_FOLDER',
      message:
        'The Kitfile names no files: give it a model, code, datasets or docs.',
    });
  }
  const kitignore = await readKitignore(tree, { signal });
  return kitLayers(tree, kitfile, {
    kitignore,
    foreignPaths: parents.flatMap(pathsOfParent),
  });
}

/** What kit takes over from the Kitfile of a parent. */
function pathsOfParent({ model, code, datasets, docs }: Kitfile): string[] {
  const entries = [
    ...(code ?? []),
    ...(datasets ?? []),
    ...(docs ?? []),
    ...(model?.parts ?? []),
    ...(model?.path && !isModelKitReference(model.path) ? [model] : []),
  ];
  return entries.map(({ path = '' }) => path);
}

/** As kit writes them for a layer, by key. */
export function annotationsOfLayer(
  layer: KitLayer,
): Readonly<Record<string, string>> {
  const { type, cleanPath } = layer;
  return {
    ...(type === 'prompt' ? { [SUBTYPE]: 'prompt' } : {}),
    ...(type === 'mcpb' ? { [FILE_METADATA]: metadataOf(fileOf(layer)) } : {}),
    [FILE_PATH]: cleanPath,
  };
}

export function bytesOf(
  layer: KitLayer,
): Pick<LayerLayout, 'sizeBytes' | 'files' | 'segments' | 'digest'> {
  if (layer.type !== 'mcpb') return tarLayer(layer.members);
  const file = fileOf(layer);
  return {
    sizeBytes: file.sizeBytes,
    files: [file],
    ...(file.digest ? { digest: file.digest } : {}),
    segments: () => [file],
  };
}

/** kit writes the time at which the file was changed; ours depends on nothing but the file. */
function metadataOf({ path, mode, sizeBytes }: SourceFile): string {
  return JSON.stringify({
    name: path.split('/').at(-1),
    mode,
    uid: 0,
    gid: 0,
    size: sizeBytes,
    mtime: '1970-01-01T00:00:00Z',
    typeflag: '0'.charCodeAt(0),
  });
}

/** The one file of a layer that is no archive. */
function fileOf({ members, place, cleanPath }: KitLayer): SourceFile {
  const file = members.find(({ path }) => path === cleanPath)?.file;
  if (file) return file;
  throw new PackagingError({
    code: 'FILE_TYPE_NOT_ALLOWED',
    message: `The Kitfile's ${place} must be one file that no .kitignore leaves out: name the file itself.`,
  });
}

/** No layer is compressed: what it is and what it holds have one digest. */
export function digestsOf(descriptors: readonly Descriptor[]) {
  return descriptors.map(({ digest }) => ({ digest, diffId: digest }));
}
