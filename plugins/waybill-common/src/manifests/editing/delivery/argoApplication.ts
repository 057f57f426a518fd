import { type BuildContext } from '../kustomize/BuildContext';
import { applyKustomization } from '../kustomize/buildKustomization';
import { readTrees } from '../kustomize/localFiles';
import { groupOf, nameOf, type ObjectTree } from '../kustomize/ObjectTree';
import { resolvePath } from '../repository/paths';
import {
  cloneTree,
  itemsIn,
  leafAt,
  type MapTree,
  placeOf,
  textIn,
  treeAt,
  type Tree,
} from '../tree/Tree';
import { imageEntry } from './argoImages';
import { type DeliveryRoot, wordsOfFile, wordsOfFolder } from './DeliveryRoot';
import { ValuesStack, valuesObject } from './helmValues';
import { scanFolder } from './scanFolder';

/** @internal */
export function isArgoApplication(object: ObjectTree): boolean {
  return (
    object.kind === 'Application' &&
    groupOf(object.apiVersion) === 'argoproj.io'
  );
}

/** What an Application of Argo CD applies from this repository. @internal */
export function argoRoot(object: ObjectTree): DeliveryRoot {
  const sources = sourcesOf(object.tree);
  const folders = sources.flatMap(source => {
    const folder = folderOfSource(source);
    return folder === undefined ? [] : [folder];
  });
  const place = placeOf(object.tree);
  const destination = treeAt(object.tree, 'spec', 'destination');
  const namespace = textIn(destination, 'namespace');
  const names = [nameOf(object), textIn(destination, 'name')];
  return {
    engine: 'argo-cd',
    title: `Application ${nameOf(object)}`,
    place,
    folders,
    namespace,
    words: [
      ...folders.flatMap(wordsOfFolder),
      ...wordsOfFile(place.path),
      ...names.flatMap(text => (text ? [{ text, weight: 2 }] : [])),
      ...(namespace ? [{ text: namespace, weight: 1 }] : []),
    ],
    build: context =>
      sources.flatMap(source => buildSource(context, object, source)),
  };
}

function sourcesOf(application: MapTree): readonly Tree[] {
  const sources = itemsIn(application, 'spec', 'sources');
  const source = treeAt(application, 'spec', 'source');
  if (sources.length > 0) return sources;
  return source ? [source] : [];
}

function folderOfSource(source: Tree): string | undefined {
  const path = textIn(source, 'path');
  return path === undefined ? undefined : resolvePath('', path);
}

function buildSource(
  context: BuildContext,
  object: ObjectTree,
  source: Tree,
): ObjectTree[] {
  const plugin = treeAt(source, 'plugin');
  if (plugin) {
    context.block(
      plugin,
      'GENERATED_MANIFESTS',
      'A plugin of Argo CD writes these objects, and Waybill does not run it: change the model by hand',
    );
    return [];
  }
  const folder = folderOfSource(source);
  const isHere = folder !== undefined && context.index.isFolder(folder);
  const isOci = textIn(source, 'repoURL')?.startsWith('oci://') ?? false;
  if (textIn(source, 'chart') || (isHere && isChart(context, folder))) {
    return [valuesOfSource(context, object, source, folder)];
  }
  if (!isHere || isOci) {
    if (!textIn(source, 'ref')) {
      context.miss(
        source,
        'REMOTE_SOURCE',
        `Argo CD takes this from ${(
          textIn(source, 'repoURL') ?? 'another place'
        ).slice(0, 120)}, not from the files of this repository`,
      );
    }
    return [];
  }
  return context.index.kustomizationsOf(folder).length > 0
    ? buildKustomize(context, source, folder)
    : buildDirectory(context, source, folder);
}

function isChart(context: BuildContext, folder: string): boolean {
  return context.index.isFile(folder ? `${folder}/Chart.yaml` : 'Chart.yaml');
}

function valuesOfSource(
  context: BuildContext,
  object: ObjectTree,
  source: Tree,
  folder: string | undefined,
): ObjectTree {
  const helm = treeAt(source, 'helm');
  const values = new ValuesStack(context, placeOf(source));
  const isRemote = textIn(source, 'chart') !== undefined;
  if (!isRemote) values.addFile(`${folder ? `${folder}/` : ''}values.yaml`);
  for (const file of itemsIn(helm, 'valueFiles')) {
    const text = textIn(file) ?? '';
    // `$values/path` is in the source that calls itself so; only one of this repository can.
    const path = /^\$[^/]+\//.test(text)
      ? resolvePath('', text.slice(text.indexOf('/') + 1))
      : resolvePath(folder ?? '', text);
    if (path !== undefined) values.addFile(path);
  }
  values.addText(treeAt(helm, 'values'));
  values.add(treeAt(helm, 'valuesObject'));
  for (const parameter of itemsIn(helm, 'parameters')) {
    const value = leafAt(parameter, 'value');
    if (value) values.addParameter(textIn(parameter, 'name') ?? '', value);
  }
  return valuesObject(
    nameOf(object),
    values.tree,
    textIn(object.tree, 'spec', 'destination', 'namespace'),
  );
}

function buildKustomize(
  context: BuildContext,
  source: Tree,
  folder: string,
): ObjectTree[] {
  const objects: ObjectTree[] = [];
  const [path] = context.index.kustomizationsOf(folder);
  context.within(folder, path, () => {
    const own = readTrees(context, path).find(tree => tree.type === 'map');
    if (own?.type !== 'map') return;
    const tree = cloneTree(own) as MapTree;
    addOptions(tree, treeAt(source, 'kustomize'));
    applyKustomization(context, tree, folder, objects);
  });
  return objects;
}

/** Argo CD writes its options into the kustomization before it builds it. */
function addOptions(tree: MapTree, options: Tree | undefined): void {
  for (const field of ['namespace', 'namePrefix', 'nameSuffix']) {
    const value = leafAt(options, field);
    if (value) tree.entries.set(field, value);
  }
  const additions: Readonly<Record<string, readonly Tree[]>> = {
    components: itemsIn(options, 'components'),
    patches: itemsIn(options, 'patches'),
    images: itemsIn(options, 'images').flatMap(image => {
      const entry = imageEntry(image);
      return entry ? [entry] : [];
    }),
  };
  for (const [field, items] of Object.entries(additions)) {
    if (items.length === 0) continue;
    tree.entries.set(field, {
      type: 'list',
      items: [...itemsIn(tree, field), ...items],
      place: tree.place,
    });
  }
}

function buildDirectory(
  context: BuildContext,
  source: Tree,
  folder: string,
): ObjectTree[] {
  const directory = treeAt(source, 'directory');
  const isRecursive = leafAt(directory, 'recurse')?.value === true;
  const filter = leafAt(directory, 'include') ?? leafAt(directory, 'exclude');
  if (filter) {
    context.block(
      filter,
      'FORM_NOT_SUPPORTED',
      'Which files Argo CD takes is chosen by a pattern that Waybill does not read: use a folder of its own',
    );
  }
  const program = context.index
    .childrenOf(folder)
    .find(path => /\.(jsonnet|libsonnet)$/.test(path));
  if (program) {
    context.opaque.push({
      code: 'GENERATED_MANIFESTS',
      path: program,
      message:
        'Jsonnet writes these objects, and Waybill does not run it: pin the model in a YAML file, or change it by hand',
    });
  }
  return scanFolder(context, folder, { isRecursive });
}
