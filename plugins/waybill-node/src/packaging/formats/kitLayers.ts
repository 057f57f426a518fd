import {
  cleanKitfilePath,
  kitfileLayers,
  type Kitfile,
  type KitfileLayer,
} from '@waybill/backstage-plugin-waybill-common';
import type { FileTree } from '../FileTree';
import { PackagingError } from '../PackagingError';
import type { Kitignore } from '../sources/kitignore';
import type { TarMember } from '../tar/tarLayer';

/** The owner that kit gives to all that it packs. */
const UID = 1000;
const FOLDER_MODE = 0o755;
/** With more the manifest would be larger than registries take. */
const MAX_LAYERS = 5_000;

/** What goes into a layer of a ModelKit. */
export interface KitLayer extends KitfileLayer {
  /** The path as kit compares and stores it; `.` is the whole folder. */
  readonly cleanPath: string;
  /** In the order of the archive. */
  readonly members: readonly TarMember[];
}

/** The layers of a ModelKit, and what none of them holds. */
export interface KitLayers {
  readonly layers: readonly KitLayer[];
  /** Files below the path of a layer that kit's rules leave out, though no `.kitignore` says so. */
  readonly omitted: readonly string[];
}

/**
 * Sorts a tree into the layers of a Kitfile as kit 1.15 does (`pkg/lib/filesystem`), oddities included: a layer holds the
 * folders above it as well; what begins with the path of another layer is that layer's, even where it only begins with
 * the same letters; a name with two dots in a row is left out.
 *
 * @throws PackagingError `FILE_NOT_FOUND` where the Kitfile names what is not there, `TOO_MANY_FILES`
 */
export function kitLayers(
  tree: FileTree,
  kitfile: Kitfile,
  rules: {
    readonly kitignore: Kitignore;
    /** Paths that belong to a ModelKit which brings the model. */
    readonly foreignPaths: readonly string[];
  },
): KitLayers {
  const entries = entriesOf(tree);
  const claimed = claimedPaths(kitfile, rules.foreignPaths);
  const ignored = new Set(
    [...entries.keys()].filter(path => rules.kitignore.ignores(path.trim())),
  );
  const covered = new Set<string>();
  const packed = new Set<string>();
  const places = kitfileLayers(kitfile);
  refuseTooMany(places.length);
  const layers = places.map(layer => {
    const cleanPath = cleanKitfilePath(layer.path);
    const below = entriesBelow(entries, cleanPath);
    if (!below) throw notThere(layer);
    const own = cleanKitfilePath(cleanPath.trim());
    const others = claimed.filter(path => !own.startsWith(path));
    const members = [...foldersAbove(cleanPath, entries), ...below].filter(
      ({ path }) =>
        !ignored.has(path) &&
        isReachedByKit(cleanPath, path) &&
        !others.some(other => path.trim().startsWith(other)),
    );
    below.forEach(({ path, file }) => file && covered.add(path));
    members.forEach(({ path }) => packed.add(path));
    return { ...layer, cleanPath, members };
  });
  return {
    layers,
    omitted: [...covered].filter(
      path => !packed.has(path) && !ignored.has(path),
    ),
  };
}

/** Files and folders by path, in the order of Go's `filepath.Walk`: by name in each folder, a folder before its content. */
function entriesOf({
  files,
  folders = [],
}: FileTree): ReadonlyMap<string, TarMember> {
  const entries = new Map<string, TarMember>();
  for (const { path } of files) {
    for (const folder of parentsOf(path))
      entries.set(folder, { path: folder, mode: FOLDER_MODE, uid: UID });
  }
  for (const { path, mode } of folders)
    entries.set(path, { path, mode, uid: UID });
  for (const file of files) {
    const { path, mode } = file;
    entries.set(path, { path, mode, uid: UID, file });
  }
  return new Map(
    [...entries]
      .map(([path, member]) => ({ path, member, key: walkKey(path) }))
      .sort((left, right) => Buffer.compare(left.key, right.key))
      .map(({ path, member }) => [path, member]),
  );
}

/** No name holds a zero byte: it sorts what is in a folder right behind the folder. */
function walkKey(path: string): Buffer {
  return Buffer.from(path.replaceAll('/', '\0'));
}

function parentsOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** The entry itself and what is in it; undefined where there is none. */
function entriesBelow(
  entries: ReadonlyMap<string, TarMember>,
  cleanPath: string,
): readonly TarMember[] | undefined {
  if (cleanPath === '.') return [...entries.values()];
  const entry = entries.get(cleanPath);
  if (!entry || entry.file) return entry && [entry];
  return [
    entry,
    ...[...entries.values()].filter(({ path }) =>
      path.startsWith(`${cleanPath}/`),
    ),
  ];
}

function foldersAbove(
  cleanPath: string,
  entries: ReadonlyMap<string, TarMember>,
): TarMember[] {
  return parentsOf(cleanPath).flatMap(path => entries.get(path) ?? []);
}

/** All paths that kit takes to belong to some layer, references of ModelKits among them. */
function claimedPaths(
  kitfile: Kitfile,
  foreignPaths: readonly string[],
): readonly string[] {
  const { model } = kitfile;
  const entries = [
    ...(kitfile.code ?? []),
    ...(kitfile.datasets ?? []),
    ...(kitfile.docs ?? []),
    ...(kitfile.prompts ?? []),
    ...(kitfile.mcpServers ?? []),
    ...(model?.parts ?? []),
  ];
  const paths = [
    ...entries.map(({ path = '' }) => path),
    ...(model?.path ? [model.path] : []),
    ...foreignPaths,
  ];
  return [...new Set(paths.map(path => cleanKitfilePath(path.trim())))];
}

/**
 * Whether kit's walk gets there: it takes two paths for strangers where both ways between them contain two dots, and a
 * name such as `a..b` counts as well.
 */
function isReachedByKit(cleanPath: string, path: string): boolean {
  if (!path.includes('..') && !cleanPath.includes('..')) return true;
  return [...parentsOf(path), path].every(
    one =>
      !relative(cleanPath, one).includes('..') ||
      !relative(one, cleanPath).includes('..'),
  );
}

/** Go's `filepath.Rel` of two clean relative paths. */
function relative(from: string, to: string): string {
  const a = from === '.' ? [] : from.split('/');
  const b = to === '.' ? [] : to.split('/');
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared])
    shared += 1;
  const steps = [...a.slice(shared).map(() => '..'), ...b.slice(shared)];
  return steps.length > 0 ? steps.join('/') : '.';
}

function refuseTooMany(layers: number): void {
  if (layers <= MAX_LAYERS) return;
  throw new PackagingError({
    code: 'TOO_MANY_FILES',
    message: `The Kitfile asks for ${layers} layers, and a manifest holds ${MAX_LAYERS}: name folders in place of their files.`,
  });
}

function notThere({ place, path }: KitfileLayer): PackagingError {
  return new PackagingError({
    code: 'FILE_NOT_FOUND',
    message: `The Kitfile's ${place} has the path ${JSON.stringify(
      path.slice(0, 200),
    )}, and there is no such file or folder: correct it, relative to the Kitfile's folder.`,
  });
}
