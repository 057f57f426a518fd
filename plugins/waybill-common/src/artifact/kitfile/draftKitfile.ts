import type { Kitfile, KitfileModel } from './Kitfile';
import { fileKind, folderKind, weightsFormat, type FileKind } from './fileKind';

/** @public */
export interface KitfileDraftOptions {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  /** SPDX. */
  readonly license?: string;
  readonly authors?: readonly string[];
}

/** A file that a Kitfile may name. @public */
export interface TreeFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** A file at the top, or a folder with all that is in it. */
interface TopEntry extends TreeFile {
  readonly kind: FileKind;
  readonly files: readonly TreeFile[];
}

/**
 * Drafts a Kitfile from the names of a folder's files, as `kit init` does: the weights are the model, small files beside
 * them its parts, a folder at the top is one entry by its name or by what is in it. Each file is in one entry, but for
 * those that belong to Git or kit.
 *
 * @param files - in any order; the draft does not depend on it
 * @public
 */
export function draftKitfile(
  files: readonly TreeFile[],
  options: KitfileDraftOptions = {},
): Kitfile {
  const entries = entriesOf(files);
  const model = draftModel(entries, options);
  const pathsOf = (kind: FileKind) =>
    entries.filter(entry => entry.kind === kind).map(({ path }) => ({ path }));
  const datasets = [
    ...pathsOf('dataset'),
    ...(model ? [] : pathsOf('metadata')),
  ];
  const { name, version, description, license, authors } = options;
  return {
    manifestVersion: '1.0.0',
    ...some('package', {
      ...(name ? { name } : {}),
      ...(version ? { version } : {}),
      ...(description ? { description } : {}),
      ...(license ? { license } : {}),
      ...(authors?.length ? { authors } : {}),
    }),
    ...(model ? { model } : {}),
    ...some('code', pathsOf('code')),
    ...some('datasets', datasets),
    ...some('docs', pathsOf('docs')),
    ...some('prompts', pathsOf('prompt')),
    ...some(
      'mcpServers',
      pathsOf('mcpServer').map(({ path }) => ({
        name: path.replace(/\.mcpb$/, ''),
        path,
      })),
    ),
  };
}

function some<K extends string, V extends object>(
  key: K,
  value: V,
): { [key in K]?: V } {
  const found: { [key in K]?: V } = {};
  if (Object.keys(value).length > 0) found[key] = value;
  return found;
}

/** Sorted by path. */
function entriesOf(files: readonly TreeFile[]): TopEntry[] {
  const tops = new Map<string, TreeFile[]>();
  for (const file of files) {
    if (fileKind(file.path) === 'nothing') continue;
    const [top] = file.path.split('/');
    const found = tops.get(top);
    if (found) found.push(file);
    else tops.set(top, [file]);
  }
  return [...tops]
    .flatMap(([top, inside]) => entriesAt(top, inside))
    .sort(({ path: left }, { path: right }) => (left < right ? -1 : 1));
}

function entriesAt(top: string, files: readonly TreeFile[]): TopEntry[] {
  if (files[0].path === top)
    return [{ ...files[0], kind: fileKind(top), files }];
  const kinds = new Set(files.map(({ path }) => fileKind(path)));
  // a bundle has a layer of its own, whatever folder it is in
  if (kinds.size === 1 && kinds.has('mcpServer'))
    return files.map(file => ({ ...file, kind: 'mcpServer', files: [file] }));
  return [
    {
      path: top,
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      kind: kinds.has('weights') ? 'weights' : kindOfFolder(top, kinds),
      files,
    },
  ];
}

function kindOfFolder(name: string, kinds: ReadonlySet<FileKind>): FileKind {
  const byName = folderKind(name);
  if (byName) return byName;
  const telling = [...kinds].filter(kind => kind !== 'metadata');
  if (telling.length === 0) return 'metadata';
  return telling.length === 1 && telling[0] !== 'mcpServer'
    ? telling[0]
    : 'code';
}

function draftModel(
  entries: readonly TopEntry[],
  { name, version, license }: KitfileDraftOptions,
): KitfileModel | undefined {
  const weights = entries.filter(({ kind }) => kind === 'weights');
  const main = mainWeights(weights);
  if (!main) return undefined;
  const parts = entries.filter(
    entry =>
      entry.kind === 'metadata' || (entry.kind === 'weights' && entry !== main),
  );
  const format = formatOf(main);
  return {
    ...(name ? { name } : {}),
    path: main.path,
    ...(license ? { license } : {}),
    ...(format ? { format } : {}),
    ...(version ? { version } : {}),
    ...some(
      'parts',
      parts.map(({ path }) => ({ path })),
    ),
  };
}

/** The one that is much larger than the others, or else the first: shards are of one size. */
function mainWeights(weights: readonly TopEntry[]): TopEntry | undefined {
  const largest = weights.reduce<TopEntry | undefined>(
    (found, one) => (found && found.sizeBytes >= one.sizeBytes ? found : one),
    undefined,
  );
  const total = weights.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const isAlone =
    largest !== undefined && largest.sizeBytes > (1.5 * total) / weights.length;
  return isAlone ? largest : weights[0];
}

/** The format of the largest weights in it. */
function formatOf({ files }: TopEntry): string | undefined {
  const [largest] = files
    .filter(({ path }) => weightsFormat(path))
    .sort((left, right) => right.sizeBytes - left.sizeBytes);
  return weightsFormat(largest?.path ?? '');
}
