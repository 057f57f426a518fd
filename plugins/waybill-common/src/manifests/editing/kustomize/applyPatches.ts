import { applyJsonPatch } from '../tree/applyJsonPatch';
import {
  itemsIn,
  leafAt,
  type MapTree,
  textIn,
  treeAt,
  type Tree,
} from '../tree/Tree';
import { mergeInto } from '../tree/mergeTrees';
import { readSource } from '../repository/RepositoryIndex';
import type { BuildContext } from './BuildContext';
import { localPath, readTrees } from './localFiles';
import { groupOf, isBuiltIn, objectOf, type ObjectTree } from './ObjectTree';
import { isSelected } from './selectObjects';

interface PatchRun {
  readonly context: BuildContext;
  readonly folder: string;
  readonly objects: ObjectTree[];
}

/** `patchesStrategicMerge` and `patches` of a kustomization, or of a Flux Kustomization's spec. @internal */
export function applyPatches(
  context: BuildContext,
  tree: MapTree,
  folder: string,
  objects: ObjectTree[],
): void {
  const run = { context, folder, objects };
  for (const entry of itemsIn(tree, 'patchesStrategicMerge')) {
    for (const patch of readStrategicEntry(run, entry)) {
      applyStrategic(run, patch, undefined);
    }
  }
  for (const entry of itemsIn(tree, 'patches')) applyEntry(run, entry);
}

/** `patchesJson6902`, which come after the names have been set. @internal */
export function applyLatePatches(
  context: BuildContext,
  tree: MapTree,
  folder: string,
  objects: ObjectTree[],
): void {
  for (const entry of itemsIn(tree, 'patchesJson6902')) {
    applyEntry({ context, folder, objects }, entry);
  }
}

function applyEntry(run: PatchRun, entry: Tree): void {
  const target = treeAt(entry, 'target');
  for (const patch of readPatch(run, entry)) {
    if (patch.type === 'list') applyJson(run, patch, target ?? entry);
    else if (patch.type === 'map') applyStrategic(run, patch, target);
  }
}

function readPatch(run: PatchRun, entry: Tree): readonly Tree[] {
  const inline = treeAt(entry, 'patch');
  // Flux's patchesJson6902 and patchesStrategicMerge hold the patch itself.
  if (inline && inline.type !== 'leaf') return [inline];
  if (inline) return readInline(run, inline);
  const path = treeAt(entry, 'path');
  const file = path && localPath(run.context, run.folder, path);
  return file === undefined ? [] : readTrees(run.context, file);
}

function readStrategicEntry(run: PatchRun, entry: Tree): readonly Tree[] {
  if (entry.type === 'map') return [entry];
  const text = textIn(entry) ?? '';
  if (text.includes('\n')) return readInline(run, entry);
  const file = localPath(run.context, run.folder, entry);
  return file === undefined ? [] : readTrees(run.context, file);
}

function readInline({ context }: PatchRun, tree: Tree): readonly Tree[] {
  const source = leafAt(tree)?.embedded?.();
  if (!source) return [];
  if ('code' in source) {
    context.blocking.push(source);
    return [];
  }
  const { trees, refusal } = readSource(source);
  if (refusal) context.blocking.push(refusal);
  return trees;
}

function applyStrategic(
  run: PatchRun,
  patch: Tree,
  target: Tree | undefined,
): void {
  if (patch.type !== 'map') return;
  const selected = target
    ? select(run, target, patch)
    : run.objects.filter(object => isNamedBy(object, patch));
  if (selected.length === 0) addPartial(run, patch, target);
  for (const object of selected) {
    const own = withoutIdentity(patch);
    const rule = isBuiltIn(object.apiVersion) ? 'by-key' : 'replace';
    if (mergeInto(object.tree, own, rule).isDeleted) {
      run.objects.splice(run.objects.indexOf(object), 1);
    }
  }
}

function applyJson(run: PatchRun, patch: Tree, target: Tree): void {
  for (const object of select(run, target, patch)) {
    const failed = applyJsonPatch(object.tree, patch);
    if (object.isPartial) continue;
    for (const operation of failed) {
      run.context.block(
        operation,
        'YAML_NOT_VALID',
        `This operation finds nothing at ${String(
          textIn(operation, 'path'),
        ).slice(0, 120)} of the ${object.kind} '${
          object.names[0]
        }': correct the patch first`,
      );
    }
  }
}

function select(run: PatchRun, target: Tree, patch: Tree): ObjectTree[] {
  return run.objects.filter(object => {
    const answer = isSelected(object, target);
    if (answer === undefined) {
      run.context.block(
        target,
        'FORM_NOT_SUPPORTED',
        'The target of this patch is chosen by an expression that Waybill does not read: name the object',
      );
    }
    return answer === true && patch !== undefined;
  });
}

function isNamedBy(object: ObjectTree, patch: MapTree): boolean {
  const apiVersion = textIn(patch, 'apiVersion') ?? '';
  const namespace = textIn(patch, 'metadata', 'namespace');
  return (
    object.kind === textIn(patch, 'kind') &&
    groupOf(object.apiVersion) === groupOf(apiVersion) &&
    object.names.includes(textIn(patch, 'metadata', 'name') ?? '') &&
    (namespace === undefined ||
      object.namespaces.length === 0 ||
      object.namespaces.includes(namespace))
  );
}

/** The patched object comes from elsewhere: what the patch says of it is decided here all the same. */
function addPartial(
  { context, objects }: PatchRun,
  patch: MapTree,
  target: Tree | undefined,
): void {
  if (target || context.opaque.length === 0) return;
  const object = objectOf(patch, { isPartial: true });
  if (object) objects.push(object);
}

/** A patch names what it is for; that is no change of the object's name. */
function withoutIdentity(patch: MapTree): MapTree {
  const entries = new Map(patch.entries);
  entries.delete('kind');
  entries.delete('apiVersion');
  const metadata = entries.get('metadata');
  if (metadata?.type === 'map') {
    const rest = new Map(metadata.entries);
    rest.delete('name');
    rest.delete('namespace');
    entries.set('metadata', { ...metadata, entries: rest });
  }
  return { ...patch, entries };
}
