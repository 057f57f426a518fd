import { parse, parseAllDocuments } from 'yaml';
import type { JsonObject, KubernetesObject } from '../../../kubernetes';
import { isJsonObject } from '../../../kubernetes/fieldPath';
import type { FileTree } from '../artifacts/FileTree';
import { KustomizeError } from './KustomizeError';

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const maxAliases = 100;

/** Where patches and other things apply. */
export interface KustomizeTarget {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

/** The fields of a kustomization.yaml that are understood here. */
export interface KustomizationFile {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly labels?: readonly {
    readonly pairs?: Record<string, string>;
    readonly includeSelectors?: boolean;
    readonly includeTemplates?: boolean;
  }[];
  readonly commonLabels?: Record<string, string>;
  readonly commonAnnotations?: Record<string, string>;
  readonly images?: readonly {
    readonly name: string;
    readonly newName?: string;
    readonly newTag?: string;
    readonly digest?: string;
  }[];
  readonly patches?: readonly {
    readonly path?: string;
    readonly patch?: string;
    readonly target?: KustomizeTarget;
  }[];
  readonly patchesStrategicMerge?: readonly string[];
}

const understood = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'components',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'images',
  'patches',
  'patchesStrategicMerge',
]);

/** The path of a folder's kustomization file; undefined when it has none. */
export function kustomizationPath(
  files: FileTree,
  folder: string,
): string | undefined {
  return fileNames
    .map(name => joinPath(folder, name))
    .find(path => files.has(path));
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Reads a folder's kustomization file. What the sandbox does not play is refused, not ignored. */
export function readKustomization(
  files: FileTree,
  path: string,
): KustomizationFile {
  let content: unknown;
  try {
    content = parse(files.get(path)?.toString('utf8') ?? '', {
      maxAliasCount: maxAliases,
    });
  } catch (error) {
    throw new KustomizeError(
      `invalid Kustomization: ${path}: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  if (!isJsonObject(content))
    throw new KustomizeError(`invalid Kustomization: ${path} is empty`);
  const unknown = Object.keys(content).find(field => !understood.has(field));
  if (unknown)
    throw new KustomizeError(
      `${path}: the sandbox does not play the field ${unknown} of a kustomization`,
    );
  return content as KustomizationFile;
}

/** The Kubernetes objects of a YAML file; undefined when it holds anything else. */
export function readObjects(
  bytes: Buffer,
  path: string,
): KubernetesObject[] | undefined {
  const documents = parseAllDocuments(bytes.toString('utf8'));
  const values = (Array.isArray(documents) ? documents : []).map(document => {
    if (document.errors.length > 0)
      throw new KustomizeError(
        `MalformedYAMLError: yaml: ${document.errors[0].message} in File: ${path}`,
      );
    return document.toJS({ maxAliasCount: maxAliases }) as unknown;
  });
  const objects = values
    .filter(value => value !== null)
    .flatMap(value => itemsOf(value));
  return objects.every(isObject)
    ? (objects as unknown as KubernetesObject[])
    : undefined;
}

function itemsOf(value: unknown): unknown[] {
  const isList =
    isJsonObject(value) && value.kind === 'List' && Array.isArray(value.items);
  return isList ? (value.items as unknown[]) : [value];
}

function isObject(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isJsonObject(value.metadata) &&
    typeof value.metadata.name === 'string'
  );
}
