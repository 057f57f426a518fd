import type { RepositoryIndex } from './RepositoryIndex';
import {
  baseName,
  folderOf,
  foldersAround,
  isWithin,
  resolvePath,
} from './paths';

/** Files that say which other files are applied. */
const DELIVERY = /toolkit\.fluxcd\.io|argoproj\.io/;
const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;
const VALUES = /(^|\/)[^/]*values[^/]*\.ya?ml$/i;

/** A word of a YAML text: what could be a path. */
const WORD = /[^\s'",[\]{}]+/g;

/** Longer lists of words belong to no file that only names others. */
const MAX_WORDS = 20_000;

/** Which files name a file, or a folder around it. */
class LeadingFiles {
  private readonly byTarget = new Map<string, string[]>();

  constructor(private readonly index: RepositoryIndex) {
    for (const path of index.paths()) {
      const text = index.textOf(path) ?? '';
      if (KUSTOMIZATION.test(path)) this.register(path, text, folderOf(path));
      if (index.isYaml(path) && DELIVERY.test(text)) {
        this.register(path, text, '');
      }
    }
  }

  to(path: string): string[] {
    return [path, ...foldersAround(path)].flatMap(
      target => this.byTarget.get(target) ?? [],
    );
  }

  private register(path: string, text: string, folder: string): void {
    let count = 0;
    for (const [word] of text.matchAll(WORD)) {
      count += 1;
      if (count > MAX_WORDS) return;
      const target = this.targetOf(folder, word);
      if (target === undefined) continue;
      const known = this.byTarget.get(target);
      if (!known) this.byTarget.set(target, [path]);
      else if (known[known.length - 1] !== path) known.push(path);
    }
  }

  private targetOf(folder: string, word: string): string | undefined {
    // `$values/environments/dev.yaml`, `key=file.yaml`, `apps/*/overlays`
    const text = word
      .replace(/^\$[^/]*\//, '')
      .replace(/^[\w.-]+=/, '')
      .replace(/[*{].*$/, '');
    if (text.includes(':') || !/[/.\w]/.test(text)) return undefined;
    const path = resolvePath(folder, text);
    if (path === undefined) return undefined;
    return this.index.isFile(path) || this.index.isFolder(path)
      ? path
      : undefined;
  }
}

/** A chart's own values may name the model, and those of an environment its digest. */
function chartValues(index: RepositoryIndex, path: string): string[] {
  const chart = folderOf(path);
  const isOfChart =
    baseName(path) === 'values.yaml' &&
    index.isFile(chart ? `${chart}/Chart.yaml` : 'Chart.yaml');
  if (!isOfChart) return [];
  const around = folderOf(chart);
  return [...index.paths()].filter(
    candidate => VALUES.test(candidate) && isWithin(candidate, around),
  );
}

/**
 * The files that a search has to parse: those with a text in them, and those that lead to them. Nothing is parsed here:
 * a word that could be the path of such a file is enough.
 *
 * @internal
 */
export function findRelevantFiles(
  index: RepositoryIndex,
  isWanted: (text: string) => boolean,
): ReadonlySet<string> {
  const relevant = new Set<string>();
  const queue: string[] = [];
  const add = (path: string) => {
    if (relevant.has(path)) return;
    relevant.add(path);
    queue.push(path);
  };
  const leading = new LeadingFiles(index);
  for (const path of index.paths()) {
    if (index.isYaml(path) && isWanted(index.textOf(path) ?? '')) add(path);
  }
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    leading.to(path).forEach(add);
    chartValues(index, path).forEach(add);
  }
  return relevant;
}
