import type { RepositoryFile } from '../../environments/RepositoryFile';
import { EditingError, type EditingRefusal } from '../EditingError';
import { EDITING_LIMITS } from '../limits';
import { buildTree } from '../tree/buildTree';
import type { Tree } from '../tree/Tree';
import { readDocuments } from '../yaml/readDocuments';
import { sourceOfFile, type TextSource } from '../yaml/TextSource';
import { folderOf } from './paths';

/** Names under which kustomize looks for its file. */
const KUSTOMIZATION_NAMES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** What can be read as YAML. JSON is YAML. */
const YAML_NAME = /(\.(ya?ml|json)|(^|\/)Kustomization)$/;

/** One file that was read. @internal */
export interface ReadFile {
  readonly source: TextSource;
  /** One for each document that is not empty. */
  readonly trees: readonly Tree[];
  readonly refusal?: EditingRefusal;
}

/**
 * The files of a repository by path and folder. A file is parsed when it is first asked for.
 *
 * @internal
 */
export class RepositoryIndex {
  private readonly texts = new Map<string, string>();
  private readonly folders = new Map<string, string[]>();
  private readonly read = new Map<string, ReadFile>();
  private configMapFiles?: readonly string[];

  /** @throws EditingError `TOO_MANY_FILES` */
  constructor(files: readonly RepositoryFile[]) {
    let length = 0;
    for (const { path, content } of files) {
      length += content.length;
      if (
        this.texts.size >= EDITING_LIMITS.fileCount ||
        length > EDITING_LIMITS.totalLength
      ) {
        throw new EditingError({
          code: 'TOO_MANY_FILES',
          message: `The repository has more than ${EDITING_LIMITS.fileCount} files or ${EDITING_LIMITS.totalLength} characters of text: say in which folder the manifests are`,
        });
      }
      this.texts.set(path, content);
      this.register(path);
    }
  }

  private register(path: string): void {
    let child = path;
    for (;;) {
      const folder = folderOf(child);
      const known = this.folders.get(folder);
      if (known) {
        known.push(child);
        return;
      }
      this.folders.set(folder, [child]);
      if (folder === '') return;
      child = folder;
    }
  }

  paths(): IterableIterator<string> {
    return this.texts.keys();
  }

  isFile(path: string): boolean {
    return this.texts.has(path);
  }

  isFolder(path: string): boolean {
    return this.folders.has(path);
  }

  textOf(path: string): string | undefined {
    return this.texts.get(path);
  }

  /** Files and folders in a folder, in the order of their names. */
  childrenOf(folder: string): string[] {
    return [...new Set(this.folders.get(folder))].sort((a, b) =>
      a < b ? -1 : Number(a > b),
    );
  }

  /** Files that kustomize would take for the folder's own; there must be one. */
  kustomizationsOf(folder: string): string[] {
    return KUSTOMIZATION_NAMES.map(name =>
      folder === '' ? name : `${folder}/${name}`,
    ).filter(path => this.isFile(path));
  }

  isYaml(path: string): boolean {
    return YAML_NAME.test(path);
  }

  /** Files in which there may be a ConfigMap of a name; they are found by text. */
  filesWithConfigMap(name: string): string[] {
    this.configMapFiles ??= [...this.texts].flatMap(([path, text]) =>
      this.isYaml(path) && text.includes('ConfigMap') ? [path] : [],
    );
    return this.configMapFiles.filter(path =>
      this.texts.get(path)?.includes(name),
    );
  }

  /** Never throws: what cannot be read has a refusal. */
  readFile(path: string): ReadFile {
    const known = this.read.get(path);
    if (known) return known;
    const source = sourceOfFile(path, this.texts.get(path) ?? '');
    const file = readSource(source);
    this.read.set(path, file);
    return file;
  }
}

/** The trees of a text: of a file, or of a text within one. @internal */
export function readSource(source: TextSource): ReadFile {
  try {
    const trees = readDocuments(source).flatMap((document, index) => {
      const tree = buildTree(source, document, index);
      return tree ? [tree] : [];
    });
    return { source, trees };
  } catch (error) {
    if (!(error instanceof EditingError)) throw error;
    return { source, trees: [], refusal: error.refusals[0] };
  }
}
