import type { FileTree } from './FileTree';

/** What the sources fetched, by source: source-controller's storage, in memory. */
export class ArtifactStore {
  private readonly artifacts = new Map<
    string,
    { revision: string; files: FileTree }
  >();

  get(kind: string, key: string, revision: string): FileTree | undefined {
    const found = this.artifacts.get(`${kind}/${key}`);
    return found?.revision === revision ? found.files : undefined;
  }

  set(kind: string, key: string, revision: string, files: FileTree): void {
    this.artifacts.set(`${kind}/${key}`, { revision, files });
  }

  delete(kind: string, key: string): void {
    this.artifacts.delete(`${kind}/${key}`);
  }
}
