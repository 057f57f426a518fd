import type { EditingRefusal } from '../EditingError';
import {
  type DeliveryRoot,
  type EnvironmentWord,
  wordsOfFile,
} from '../delivery/DeliveryRoot';
import { findRoots, type FoundRoot } from '../delivery/findRoots';
import { valuesOfHelmRelease } from '../delivery/helmValues';
import { groupOf, type ObjectTree } from '../kustomize/ObjectTree';
import type { RepositoryIndex } from '../repository/RepositoryIndex';
import { findInObject } from './findInObject';
import type { FoundReference } from './ModelReference';

/** What one root applies of models. @internal */
export interface EnvironmentReading {
  /** Tells it from all others. */
  readonly id: string;
  readonly root: DeliveryRoot;
  readonly name: string;
  readonly words: readonly EnvironmentWord[];
  /** Nobody in the repository is known to apply it. */
  readonly isAssumed: boolean;
  readonly found: readonly FoundReference[];
  /** Something may be missing. */
  readonly opaque: readonly EditingRefusal[];
  /** Nothing is certain. */
  readonly blocking: readonly EditingRefusal[];
}

/** @internal */
export function readEnvironments(
  index: RepositoryIndex,
  relevant: ReadonlySet<string>,
): EnvironmentReading[] {
  const { known, possible } = findRoots(index, relevant);
  const applied = new Set<string>();
  const readings = known.flatMap(root => {
    const own = readRoot(root, false);
    root.context.files.forEach(file => applied.add(file));
    return own;
  });
  // A folder that is known to be applied, in whatever way, is not applied by itself as well.
  const folders = new Set(known.flatMap(root => root.folders));
  const assumed = possible
    .filter(({ place }) => !applied.has(place.path))
    .filter(root => !root.folders.some(folder => folders.has(folder)))
    .flatMap(root => readRoot(root, true));
  return [...readings, ...assumed];
}

function readRoot(root: FoundRoot, isAssumed: boolean): EnvironmentReading[] {
  const { context } = root;
  const objects = root.build(context);
  const found = withTracks(
    withoutData(
      objects.flatMap(object =>
        findInObject(
          isHelmRelease(object)
            ? valuesOfHelmRelease(context, object, objects)
            : object,
        ),
      ),
    ),
  );
  const { title, place, folders } = root;
  const whole: EnvironmentReading = {
    id: [title, place.path, place.line, ...folders].join('\n'),
    root,
    isAssumed,
    name: nameOfRoot(root, found),
    words: root.words,
    found,
    opaque: context.opaque,
    blocking: context.blocking,
  };
  return splitPlaces(whole);
}

/** One root may apply a model to several namespaces: then each is an environment, called as the files that decide it. */
function splitPlaces(whole: EnvironmentReading): EnvironmentReading[] {
  const places = new Map<string, FoundReference[]>();
  const names = new Set<string>();
  for (const found of whole.found) {
    const { kind, name, namespace } = found.reference.object;
    names.add(`${kind} ${name}`);
    const place = namespace ?? '';
    places.set(place, [...(places.get(place) ?? []), found]);
  }
  const objectCount = new Set(
    whole.found.map(({ reference: { object } }) => JSON.stringify(object)),
  ).size;
  if (places.size < 2 || objectCount === names.size) return [whole];
  return [...places].map(([namespace, found]) => {
    const words: EnvironmentWord[] = [
      ...found.flatMap(({ reference }) => wordsOfFile(reference.path)),
      ...(namespace ? [{ text: namespace, weight: 2 }] : []),
      ...whole.words.map(({ text, weight }) => ({ text, weight: weight / 4 })),
    ];
    return {
      ...whole,
      id: `${whole.id}\n${namespace}`,
      name: nameOfRoot({ ...whole.root, words, namespace }, found),
      words,
      found,
    };
  });
}

/** The word that says most, unless it is only what the model is called. */
function nameOfRoot(
  { words, namespace, title }: DeliveryRoot,
  found: readonly FoundReference[],
): string {
  const models = new Set(
    found.flatMap(({ reference }) => [
      reference.object.name,
      reference.repository?.split('/').pop(),
    ]),
  );
  const word = words.find(({ text }) => !models.has(text));
  return word?.text ?? namespace ?? words[0]?.text ?? title;
}

function isHelmRelease({ kind, apiVersion }: ObjectTree): boolean {
  return (
    kind === 'HelmRelease' && groupOf(apiVersion) === 'helm.toolkit.fluxcd.io'
  );
}

/** A ConfigMap that others take the model from says nothing of its own. */
function withoutData(found: readonly FoundReference[]): FoundReference[] {
  const isServed = found.some(
    ({ reference }) => reference.object.kind !== 'ConfigMap',
  );
  return found.filter(
    ({ reference }) => !isServed || reference.object.kind !== 'ConfigMap',
  );
}

const CANARY_NAME = /-canary(-\d+)?$/;

/** A second object of the same kind, called `<name>-canary`, takes a part of the first one's traffic. */
function withTracks(found: readonly FoundReference[]): FoundReference[] {
  const names = new Set(
    found.map(({ reference: { object } }) => `${object.kind} ${object.name}`),
  );
  return found.map(item => {
    const { kind, name } = item.reference.object;
    const stable = name.replace(CANARY_NAME, '');
    return stable !== name && names.has(`${kind} ${stable}`)
      ? { ...item, reference: { ...item.reference, track: 'canary' } }
      : item;
  });
}
