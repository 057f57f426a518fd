import type { RepositoryFile } from '../../environments/RepositoryFile';
import type { EditingRefusal } from '../EditingError';
import { RepositoryIndex } from '../repository/RepositoryIndex';
import { findRelevantFiles } from '../repository/findRelevantFiles';
import type { FoundReference, ModelReference } from './ModelReference';
import { type EnvironmentReading, readEnvironments } from './readEnvironments';

/** Which references are wanted; all where nothing is said. @public */
export interface ReferenceQuery {
  /** `host/path` of the model's versions. */
  readonly repository?: string;
  /** Name of the serving object. */
  readonly name?: string;
  readonly namespace?: string;
}

/** A model as it is applied to one environment. @public */
export interface DeliveredReference extends ModelReference {
  /** What the repository calls the environment: a folder, a cluster, a namespace. */
  readonly environment: string;
  /** Who applies it: `Kustomization flux-system/apps`; absent where nobody in the repository is known to. */
  readonly appliedBy?: string;
  /** File and line where that is said. */
  readonly appliedAt?: { readonly path: string; readonly line: number };
  /** Why it cannot be edited. */
  readonly refusal?: EditingRefusal;
}

/** What a repository says of models. @public */
export interface RepositoryReading {
  readonly references: readonly DeliveredReference[];
  /** What was not understood on the way, and may matter. */
  readonly refusals: readonly EditingRefusal[];
}

/**
 * Finds in a repository, laid out by anybody, what names a model's bytes, as Flux, Argo CD, kustomize and Helm put it
 * together: for each environment the file, line and field that wins.
 *
 * @throws EditingError `TOO_MANY_FILES`
 * @public
 */
export function findModelReferences(
  files: readonly RepositoryFile[],
  query: ReferenceQuery = {},
): RepositoryReading {
  const readings = readModels(new RepositoryIndex(files), query);
  const refusals = new Map<string, EditingRefusal>();
  for (const { opaque, blocking } of readings) {
    for (const refusal of [...blocking, ...opaque]) {
      const { code, path, line } = refusal;
      refusals.set(`${code} ${path} ${line}`, refusal);
    }
  }
  return {
    references: readings
      .flatMap(reading =>
        reading.found
          .filter(found => isWanted(found, query))
          .map(found => deliver(reading, found)),
      )
      .sort(byPlace),
    refusals: [...refusals.values()],
  };
}

/** @internal */
export function readModels(
  index: RepositoryIndex,
  query: ReferenceQuery,
): EnvironmentReading[] {
  return readEnvironments(index, findRelevantFiles(index, textFilter(query)));
}

/** @internal */
export function isWanted(
  { reference }: FoundReference,
  { repository, name, namespace }: ReferenceQuery,
): boolean {
  const { object } = reference;
  const hasRepository =
    reference.repository === repository ||
    // A variable may stand for the address: whether it is this model is not known.
    (reference.repository === undefined && /[{$]/.test(reference.value));
  return (
    (repository === undefined || hasRepository) &&
    (name === undefined || object.name === name) &&
    (namespace === undefined ||
      object.namespace === undefined ||
      object.namespace === namespace)
  );
}

const ANY_MODEL =
  /storageUri|sourceModelUri|LLMInferenceService|(?:oci|kit|oci\+\w+|oci-artifact):\/\/|@sha(?:256|512):|\bimage:/;

/** What a file must contain to be looked at: a search through text, which costs a thousandth of parsing. */
function textFilter({
  repository,
  name,
}: ReferenceQuery): (text: string) => boolean {
  if (repository !== undefined) {
    // The host may stand in a value of its own.
    return containsPath(repository.slice(repository.indexOf('/') + 1));
  }
  if (name !== undefined) {
    return text => text.includes(name) && ANY_MODEL.test(text);
  }
  return text => ANY_MODEL.test(text);
}

/** `models/iris`, and not `models/iris-large`. */
function containsPath(path: string): (text: string) => boolean {
  return text => {
    for (
      let at = text.indexOf(path);
      at >= 0;
      at = text.indexOf(path, at + 1)
    ) {
      if (!/[\w/-]/.test(text.charAt(at + path.length))) return true;
    }
    return false;
  };
}

function byPlace(a: ModelReference, b: ModelReference): number {
  if (a.path === b.path) return a.line - b.line;
  return a.path < b.path ? -1 : 1;
}

function deliver(
  { name, root, isAssumed }: EnvironmentReading,
  { reference, refusal }: FoundReference,
): DeliveredReference {
  const { path, line } = root.place;
  return {
    ...reference,
    environment: name,
    ...(!isAssumed && { appliedBy: root.title, appliedAt: { path, line } }),
    ...(refusal && { refusal }),
  };
}
