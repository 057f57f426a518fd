import type {
  PackageFile,
  PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import { entryPath } from '../entryPath';
import { refuseSpecials } from '../contentsTree';
import { FileTable, IMAGE_ROOT } from '../FileTable';
import { nameLayer } from '../layerBytes';
import type { PackagedFile } from '../PackageContents';
import { filesOf } from '../readContents';
import { byPath } from '../../sources/packagePath';
import { PackagingError } from '../../PackagingError';
import type { UnpackedEntry } from './LayerUnpacker';
import type { UnpackedLayers } from './unpackLayers';
import type { UnpackPart } from './planParts';
import type { StagedFile, UnpackTarget } from './UnpackTarget';

export const KITFILE = 'Kitfile';

/** Puts everything that was staged to its place. */
export async function placeFiles(
  target: UnpackTarget,
  parts: readonly UnpackPart[],
  unpacked: readonly UnpackedLayers[],
  signal?: AbortSignal,
): Promise<{ files: PackageFile[]; kept: string[] }> {
  const files: PackageFile[] = [];
  const kept: string[] = [];
  const taken = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const { files: found, folders } = layOut(part, unpacked[index]);
    folders.forEach((mode, folder) => target.setFolderMode(folder, mode));
    for (const { file, staged } of found) {
      signal?.throwIfAborted();
      if (taken.has(file.path)) throw twice(part, file.path);
      taken.add(file.path);
      if (!(await target.mayPlace(file.path))) {
        kept.push(file.path);
        continue;
      }
      await target.place(await staged(target), file.path);
      const { path, sizeBytes, digest, mode } = file;
      files.push({ path, sizeBytes, digest, mode });
    }
    for (const folder of folders.keys()) await target.placeFolder(folder);
    if (part.kitfile !== undefined) {
      if (taken.has(KITFILE)) throw twice(part, KITFILE);
      taken.add(KITFILE);
      files.push(...(await placeKitfile(target, part.kitfile, kept)));
    }
  }
  return { files: files.sort(byPath), kept: kept.sort() };
}

async function placeKitfile(
  target: UnpackTarget,
  text: string,
  kept: string[],
): Promise<PackageFile[]> {
  const bytes = Buffer.from(text);
  if (await target.hasSame(KITFILE, bytes)) return [];
  if (!(await target.mayPlace(KITFILE))) {
    kept.push(KITFILE);
    return [];
  }
  const { handle, ...staged } = await target.stage(0o644);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
  await target.place(staged, KITFILE);
  return [{ path: KITFILE, sizeBytes: bytes.length, mode: 0o644 }];
}

interface ToPlace {
  readonly file: PackagedFile;
  readonly staged: (target: UnpackTarget) => Promise<StagedFile>;
}

/** Which of the staged files count, and where they belong: the rules are those of a listing. */
function layOut(
  { name, place, read, format, layers, isWanted }: UnpackPart,
  unpacked: UnpackedLayers,
): { files: ToPlace[]; folders: Map<string, number> } {
  const table = new FileTable(
    name,
    format === 'modelcar' ? 'overlay' : 'beside',
  );
  const byPlace = new Map<string, UnpackedEntry>();
  const modes = new Map<string, number>();
  for (const [index, { descriptor }] of layers.entries()) {
    for (const found of unpacked[index] ?? []) {
      table.addEntry(
        found.entry,
        found.offset,
        descriptor,
        nameLayer(place, descriptor),
      );
      byPlace.set(keyOf(descriptor.digest, found.offset), found);
      const { type, path, mode } = found.entry;
      if (type === 'directory')
        modes.set(entryPath(path, nameLayer(place, descriptor)), mode);
    }
    table.finishLayer();
  }
  const { files, specials } = filesOf(table, format);
  const wanted = (path: string) => !isWanted || isWanted(path);
  refuseSpecials({
    repository: place.repository,
    descriptor: read.descriptor,
    specials: specials.filter(({ path }) => wanted(path)),
  });
  const found = files.filter(({ path }) => wanted(path));
  const uses = new Map<string, number>();
  for (const { layer, offset } of found) {
    const key = keyOf(layer.digest, offset);
    uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  return {
    files: found.map(file => ({
      file,
      staged: async target => {
        const key = keyOf(file.layer.digest, file.offset);
        const staged = byPlace.get(key)?.staged;
        if (!staged) throw notUnpacked(name, file.path);
        const left = (uses.get(key) ?? 1) - 1;
        uses.set(key, left);
        return left > 0 ? target.copy(staged) : staged;
      },
    })),
    folders: isWanted ? new Map() : foldersToMake(table, format, modes),
  };
}

function foldersToMake(
  table: FileTable,
  format: PackageFormat,
  modes: ReadonlyMap<string, number>,
): Map<string, number> {
  const prefix = format === 'modelcar' ? `${IMAGE_ROOT}/` : '';
  return new Map(
    [...table.allFolders()]
      .filter(folder => folder.startsWith(prefix))
      .map(folder => [folder.slice(prefix.length), modes.get(folder) ?? 0o755]),
  );
}

function keyOf(digest: string, offset: number): string {
  return `${digest}+${offset}`;
}

/** A path that two of the packages bring. */
export function twice({ name }: UnpackPart, path: string): PackagingError {
  return new PackagingError({
    code: 'DUPLICATE_ENTRY',
    message: `${name} brings ${JSON.stringify(
      path,
    )}, and so does a ModelKit that refers to it: nothing was unpacked.`,
  });
}

function notUnpacked(name: string, path: string): PackagingError {
  return new PackagingError({
    code: 'FILE_TYPE_NOT_ALLOWED',
    message: `${JSON.stringify(
      path,
    )} of ${name} is a link to a file that the filters leave out: choose that one too.`,
  });
}
