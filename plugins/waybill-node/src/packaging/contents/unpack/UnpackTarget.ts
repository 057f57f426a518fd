import { constants } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  open,
  realpath,
  rename,
  rm,
  rmdir,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { foldersOf } from '../entryPath';
import { fileExists, targetError } from './targetErrors';
import { WriteThread } from './WriteThread';

/** What to do with a file that is there already. */
export type OnExisting = 'refuse' | 'replace' | 'keep';

/** A file that is written and not in its place yet. */
export interface StagedFile {
  readonly absolutePath: string;
}

interface Undo {
  (): Promise<void>;
}

/**
 * A folder that a package is unpacked to. Everything is written to a folder inside it that nobody else knows, and moved to
 * its place when all of it has proved right; until then and after a failure the target is as it was.
 *
 * No path leads out of it: a link or file where a folder should be is refused, and links are never followed.
 */
export class UnpackTarget {
  static async open(
    directory: string,
    onExisting: OnExisting,
  ): Promise<UnpackTarget> {
    try {
      const created = await mkdir(directory, { recursive: true });
      const root = await realpath(directory);
      const staging = await mkdtemp(path.join(root, '.waybill-unpack-'));
      return new UnpackTarget(
        directory,
        { root, staging, created },
        onExisting,
      );
    } catch (cause) {
      throw targetError(directory, cause);
    }
  }

  /** Writes what is large; one for all files, since they share a disk. */
  readonly thread = new WriteThread();

  private count = 0;
  /** Folders that were seen to be folders, or seen to be absent. */
  private readonly seen = new Set<string>();
  /** Folders that were made, or seen when files were put there. */
  private readonly made = new Set<string>();
  private readonly folderModes = new Map<string, number>();
  private readonly undos: Undo[] = [];

  private constructor(
    readonly directory: string,
    private readonly places: {
      readonly root: string;
      readonly staging: string;
      /** The topmost folder that had to be made for the target. */
      readonly created?: string;
    },
    private readonly onExisting: OnExisting,
  ) {}

  /** A new file; only its owner's name for it is known. */
  async stage(
    mode: number,
  ): Promise<StagedFile & { readonly handle: FileHandle }> {
    this.count += 1;
    const absolutePath = path.join(this.places.staging, String(this.count));
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const handle = await open(
      absolutePath,
      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
      mode & 0o777,
    ).catch(cause => {
      throw targetError(this.directory, cause);
    });
    return { absolutePath, handle };
  }

  /**
   * Looks whether a file may be put at a path, long before it is.
   *
   * @returns `false` where the one that is there is to be kept
   * @throws PackagingError `FILE_EXISTS`, `TARGET_NOT_USABLE`
   */
  async mayPlace(relative: string): Promise<boolean> {
    for (const folder of foldersOf(relative)) {
      if (this.seen.has(folder)) continue;
      const found = await this.look(folder);
      this.checkFolder(folder, found);
      this.seen.add(folder);
      if (!found) return true;
    }
    return this.checkFile(relative, await this.look(relative));
  }

  /** Moves a staged file to its place. */
  async place(staged: StagedFile, relative: string): Promise<void> {
    const target = path.join(this.places.root, relative);
    await this.makeFolders([...foldersOf(relative)]);
    const found = await this.look(relative);
    if (!this.checkFile(relative, found)) return;
    if (found) await this.putAside(target);
    await this.attempt(() => rename(staged.absolutePath, target));
    this.undos.push(() => rm(target, { force: true }));
  }

  /** Another copy of a staged file, for a second path with the same bytes. */
  async copy({ absolutePath }: StagedFile): Promise<StagedFile> {
    this.count += 1;
    const copied = path.join(this.places.staging, String(this.count));
    await this.attempt(() =>
      copyFile(
        absolutePath,
        copied,
        constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL,
      ),
    );
    return { absolutePath: copied };
  }

  /** The permissions with which a folder is made, where it has to be. */
  setFolderMode(relative: string, mode: number): void {
    this.folderModes.set(relative, mode & 0o777);
  }

  /** Whether a file is there with just these bytes. */
  async hasSame(relative: string, bytes: Buffer): Promise<boolean> {
    const found = await this.look(relative);
    if (!found?.isFile() || found.size !== bytes.length) return false;
    const file = await open(
      path.join(this.places.root, relative),
      constants.O_RDONLY | constants.O_NOFOLLOW,
    );
    try {
      return (await file.readFile()).equals(bytes);
    } finally {
      await file.close();
    }
  }

  /** A folder that may stay empty. */
  async placeFolder(relative: string): Promise<void> {
    await this.makeFolders([...foldersOf(relative), relative]);
  }

  /** Lets go of what was put aside. */
  async finish(): Promise<void> {
    await this.thread.close();
    await rm(this.places.staging, { recursive: true, force: true });
  }

  /** Puts the target back into the state in which it was. */
  async discard(): Promise<void> {
    await this.thread.close();
    for (const undo of this.undos.reverse()) await undo().catch(() => {});
    await rm(this.places.staging, { recursive: true, force: true });
    const { created } = this.places;
    if (!created) return;
    // only what was made for the target, and only while nobody else has put something there
    const top = path.dirname(path.resolve(created));
    for (
      let folder = path.resolve(this.directory);
      folder !== top && folder.length > top.length;
      folder = path.dirname(folder)
    )
      await rmdir(folder).catch(() => {});
  }

  private async makeFolders(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      if (this.made.has(folder)) continue;
      const found = await this.look(folder);
      this.checkFolder(folder, found);
      if (!found) {
        const absolute = path.join(this.places.root, folder);
        // its owner has to put files there
        const mode = (this.folderModes.get(folder) ?? 0o755) | 0o700;
        await this.attempt(() => mkdir(absolute, mode));
        this.undos.push(() => rmdir(absolute));
      }
      this.made.add(folder);
    }
  }

  private checkFolder(
    folder: string,
    found: Awaited<ReturnType<UnpackTarget['look']>>,
  ): void {
    if (!found || found.isDirectory()) return;
    throw fileExists(
      this.directory,
      folder,
      found.isSymbolicLink() ? 'a link' : 'no folder',
    );
  }

  private checkFile(
    relative: string,
    found: Awaited<ReturnType<UnpackTarget['look']>>,
  ): boolean {
    if (!found) return true;
    if (this.onExisting === 'keep') return false;
    if (this.onExisting === 'replace' && found.isFile()) return true;
    const isOther = this.onExisting === 'replace';
    throw fileExists(
      this.directory,
      relative,
      isOther ? 'no regular file' : undefined,
    );
  }

  private async putAside(target: string): Promise<void> {
    this.count += 1;
    const aside = path.join(this.places.staging, String(this.count));
    await this.attempt(() => rename(target, aside));
    this.undos.push(() => rename(aside, target));
  }

  private async look(relative: string) {
    try {
      return await lstat(path.join(this.places.root, relative));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw targetError(this.directory, cause);
    }
  }

  private async attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (cause) {
      throw targetError(this.directory, cause);
    }
  }
}
