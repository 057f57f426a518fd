import { parse } from 'yaml';
import type { KubernetesManifest } from '../../kubernetes';
import { objectKey } from '../objectNames';
import { applyPatch, isMap, type JsonMap, mergeRulesOf } from '../patches';
import type { RepositoryFile } from '../RepositoryFile';
import type { KustomizeFile, KustomizeReplacement } from '../kustomize';

/** So much of `kustomize build` as our own files need; anything else fails. */
export function kustomizeBuild(
  files: readonly RepositoryFile[],
  folder: string,
): KubernetesManifest[] {
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const read = (path: string): JsonMap => {
    const content = texts.get(path);
    if (content === undefined) throw new Error(`There is no file ${path}`);
    return parse(content);
  };
  const file = read(`${folder}/kustomization.yaml`) as unknown as KustomizeFile;
  const at = (path: string) => joinPath(folder, path);
  const objects = [...file.resources, ...(file.components ?? [])].flatMap(
    path =>
      path.endsWith('.yaml')
        ? [read(at(path)) as unknown as KubernetesManifest]
        : kustomizeBuild(files, at(path)),
  );
  const patched = (file.patches ?? []).reduce(
    (all, { path }) =>
      patchOne(all, read(at(path)) as unknown as KubernetesManifest),
    objects,
  );
  const replaced = (file.replacements ?? []).reduce(replaceValues, patched);
  const { namespace } = file;
  return namespace
    ? replaced.map(object => ({
        ...object,
        metadata: { ...object.metadata, namespace },
      }))
    : replaced;
}

function joinPath(folder: string, path: string): string {
  return path
    .split('/')
    .reduce((parts, step) => {
      return step === '..' ? parts.slice(0, -1) : [...parts, step];
    }, folder.split('/'))
    .join('/');
}

function patchOne(
  objects: readonly KubernetesManifest[],
  patch: KubernetesManifest,
): KubernetesManifest[] {
  const key = objectKey(patch);
  if (!objects.some(object => objectKey(object) === key)) {
    throw new Error(`The patch of ${key} hits nothing`);
  }
  return objects.map(object =>
    objectKey(object) === key
      ? (applyPatch(object, patch, mergeRulesOf(object)) as KubernetesManifest)
      : object,
  );
}

function replaceValues(
  objects: readonly KubernetesManifest[],
  { source, targets }: KustomizeReplacement,
): KubernetesManifest[] {
  const from = objects.find(
    object => objectKey(object) === `${source.kind}/${source.name}`,
  );
  const value = stepsOf(source.fieldPath).reduce<unknown>(
    (map, step) => (isMap(map) ? map[step] : undefined),
    from,
  );
  if (value === undefined) throw new Error(`Nothing at ${source.fieldPath}`);
  return targets.reduce<KubernetesManifest[]>(
    (all, { select, fieldPaths: [fieldPath] }) =>
      all.map(object =>
        objectKey(object) === `${select.kind}/${select.name}`
          ? (setAt(object, stepsOf(fieldPath), value) as KubernetesManifest)
          : object,
      ),
    [...objects],
  );
}

function stepsOf(fieldPath: string): string[] {
  return [...fieldPath.matchAll(/\[([^\]]+)\]|[^.[\]]+/g)].map(
    ([step, quoted]) => quoted ?? step,
  );
}

function setAt(
  map: JsonMap,
  [key, ...rest]: readonly string[],
  value: unknown,
): JsonMap {
  if (!Object.hasOwn(map, key)) throw new Error(`There is no field ${key}`);
  return {
    ...map,
    [key]: rest.length > 0 ? setAt(map[key] as JsonMap, rest, value) : value,
  };
}
