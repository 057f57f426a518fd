import type { KubernetesObject } from '../../../kubernetes';
import { type FileTree, normalizePath } from '../artifacts/FileTree';
import { KustomizeError } from './KustomizeError';
import {
  joinPath,
  type KustomizationFile,
  kustomizationPath,
  readKustomization,
  readObjects,
} from './kustomizationFile';
import { applyPatch } from './patches';
import { transform } from './transformers';

const maxDepth = 20;

/** What Flux's Kustomization adds to the kustomization file of its path. */
export type KustomizationOverlay = Pick<
  KustomizationFile,
  | 'namespace'
  | 'namePrefix'
  | 'nameSuffix'
  | 'patches'
  | 'images'
  | 'labels'
  | 'commonAnnotations'
>;

/** Builds the objects of a folder, as `kustomize build` does after Flux has added its own fields. */
export function buildKustomization(
  files: FileTree,
  folder: string,
  overlay: KustomizationOverlay = {},
): KubernetesObject[] {
  const path = kustomizationPath(files, folder);
  const own = path
    ? readKustomization(files, path)
    : generateKustomization(files, folder);
  const file: KustomizationFile = {
    ...own,
    ...(overlay.namespace && { namespace: overlay.namespace }),
    namePrefix: overlay.namePrefix ?? own.namePrefix,
    nameSuffix: overlay.nameSuffix ?? own.nameSuffix,
    patches: [...(own.patches ?? []), ...(overlay.patches ?? [])],
    images: [...(own.images ?? []), ...(overlay.images ?? [])],
    labels: [...(own.labels ?? []), ...(overlay.labels ?? [])],
    commonAnnotations: {
      ...own.commonAnnotations,
      ...overlay.commonAnnotations,
    },
  };
  return buildFile(files, folder, file, []);
}

/** Without a kustomization file every manifest below the folder counts; folders that have one are built as such. */
export function generateKustomization(
  files: FileTree,
  folder: string,
): KustomizationFile {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = [...files.keys()]
    .filter(path => path.startsWith(prefix))
    .sort();
  const built = new Set<string>();
  const resources: string[] = [];
  for (const path of below) {
    const base = closestKustomization(files, path, folder);
    const relative = path.slice(prefix.length);
    if (base !== undefined) {
      if (!built.has(base)) resources.push(base.slice(prefix.length));
      built.add(base);
    } else if (
      /\.ya?ml$/.test(path) &&
      !relative.split('/').some(part => part.startsWith('.'))
    ) {
      const objects = readObjects(files.get(path) ?? Buffer.alloc(0), path);
      if (!objects)
        throw new KustomizeError(
          `failed to decode Kubernetes YAML from ${path}: missing Resource metadata`,
        );
      if (objects.length > 0) resources.push(relative);
    }
  }
  return { resources };
}

/** The uppermost folder between the root and a file that has a kustomization file of its own. */
function closestKustomization(
  files: FileTree,
  path: string,
  root: string,
): string | undefined {
  const parts = path.split('/').slice(0, -1);
  const start = root === '' ? 0 : root.split('/').length;
  for (let depth = start + 1; depth <= parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    if (kustomizationPath(files, folder)) return folder;
  }
  return undefined;
}

function buildFile(
  files: FileTree,
  folder: string,
  file: KustomizationFile,
  stack: readonly string[],
): KubernetesObject[] {
  if (stack.includes(folder) || stack.length > maxDepth) {
    throw new KustomizeError(
      `cycle detected: candidate root '${folder}' contains visited root '${stack[0]}'`,
    );
  }
  const inner = [...stack, folder];
  let objects: KubernetesObject[] = [];
  for (const resource of file.resources ?? []) {
    objects = objects.concat(loadResource(files, folder, resource, inner));
    refuseDuplicates(objects);
  }
  for (const name of file.patchesStrategicMerge ?? []) {
    const isInline = name.includes('\n');
    objects = applyPatch(
      objects,
      isInline ? name : textOf(files, folder, name),
      undefined,
      name,
    );
  }
  for (const { path, patch, target } of file.patches ?? []) {
    const text = patch ?? textOf(files, folder, path ?? '');
    objects = applyPatch(
      objects,
      text,
      target,
      path ? `path: "${path}"` : `patch: "${firstLine(text)}"`,
    );
  }
  return transform(objects, file);
}

function firstLine(text: string): string {
  return text.split('\n')[0];
}

function resolve(folder: string, name: string): string {
  if (/^[a-z]+:\/\//.test(name) || name.startsWith('git@')) {
    throw new KustomizeError(
      `the sandbox builds from its own files only, not from ${name}`,
    );
  }
  const path = name.startsWith('/')
    ? undefined
    : normalizePath(joinPath(folder, name));
  if (path === undefined)
    throw new KustomizeError(
      `security; file '${name}' is not in or below '${folder}'`,
    );
  return path;
}

function loadResource(
  files: FileTree,
  folder: string,
  name: string,
  stack: readonly string[],
): KubernetesObject[] {
  const path = resolve(folder, name);
  const bytes = files.get(path);
  if (bytes) {
    const objects = readObjects(bytes, path);
    if (objects) return objects;
    throw new KustomizeError(
      `accumulating resources: accumulation err='accumulating resources from '${name}': missing metadata.name in object'`,
    );
  }
  const kustomization = kustomizationPath(files, path);
  if (kustomization)
    return buildFile(
      files,
      path,
      readKustomization(files, kustomization),
      stack,
    );
  const isFolder = [...files.keys()].some(each => each.startsWith(`${path}/`));
  const why = isFolder
    ? `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${path}'`
    : `open ${path}: no such file or directory`;
  throw new KustomizeError(
    `accumulating resources: accumulation err='accumulating resources from '${name}': ${why}'`,
  );
}

function textOf(files: FileTree, folder: string, name: string): string {
  const bytes = files.get(resolve(folder, name));
  if (!bytes)
    throw new KustomizeError(
      `failed to get the patch file from path(${name}): '${name}' doesn't exist`,
    );
  return bytes.toString('utf8');
}

function refuseDuplicates(objects: readonly KubernetesObject[]): void {
  const seen = new Set<string>();
  for (const { apiVersion, kind, metadata } of objects) {
    const id = [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(
      '|',
    );
    if (seen.has(id))
      throw new KustomizeError(
        `may not add resource with an already registered id: ${kind}.${apiVersion}/${metadata.name}`,
      );
    seen.add(id);
  }
}
