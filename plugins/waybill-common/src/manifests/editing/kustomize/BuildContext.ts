import type { EditingErrorCode, EditingRefusal } from '../EditingError';
import { EDITING_LIMITS } from '../limits';
import type { RepositoryIndex } from '../repository/RepositoryIndex';
import { placeOf, type Tree } from '../tree/Tree';

/**
 * What is found out while an environment is put together.
 *
 * @internal
 */
export class BuildContext {
  /** Where objects come from that the repository does not hold: something may be missing. */
  readonly opaque: EditingRefusal[] = [];
  /** What may change anything of what was found: nothing is certain then. */
  readonly blocking: EditingRefusal[] = [];
  /** Files that were read for it. */
  readonly files = new Set<string>();
  private readonly stack: string[] = [];
  private fileCount = 0;

  constructor(readonly index: RepositoryIndex) {}

  miss(tree: Tree, code: EditingErrorCode, message: string): void {
    this.opaque.push(refusalAt(tree, code, message));
  }

  block(tree: Tree, code: EditingErrorCode, message: string): void {
    this.blocking.push(refusalAt(tree, code, message));
  }

  /** Runs what reads a folder, unless it is being read already or it is too much. */
  within(folder: string, path: string, run: () => void): void {
    const isTooDeep = this.stack.length >= EDITING_LIMITS.kustomizationDepth;
    if (this.stack.includes(folder) || isTooDeep) {
      this.blocking.push({
        code: 'YAML_NOT_VALID',
        path,
        line: 1,
        message: isTooDeep
          ? `More than ${EDITING_LIMITS.kustomizationDepth} kustomizations lie within each other: make them fewer`
          : 'The kustomization contains itself: remove one of the references',
      });
      return;
    }
    this.stack.push(folder);
    run();
    this.stack.pop();
  }

  /** Whether another file may be read for this environment. */
  count(path: string): boolean {
    this.fileCount += 1;
    this.files.add(path);
    if (this.fileCount <= EDITING_LIMITS.environmentFiles) return true;
    if (this.fileCount === EDITING_LIMITS.environmentFiles + 1) {
      this.blocking.push({
        code: 'TOO_MANY_FILES',
        path,
        message: `More than ${EDITING_LIMITS.environmentFiles} files make up one environment: name a smaller folder`,
      });
    }
    return false;
  }
}

/** @internal */
export function refusalAt(
  tree: Tree,
  code: EditingErrorCode,
  message: string,
): EditingRefusal {
  const { path, line } = placeOf(tree);
  return { code, path, line, message };
}
