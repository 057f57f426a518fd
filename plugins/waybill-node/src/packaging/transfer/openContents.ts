import { Readable } from 'node:stream';
import type { RegistryClient } from '../../registry';
import {
  contentsTree,
  openPackagedFile,
  type PackageContents,
  type PackagedFile,
} from '../contents';
import type { FileTree, SourceFile } from '../FileTree';
import { LayerCursor } from './LayerCursor';

/** Files of a package that are read one after the other; let go of it when they have been. @public */
export interface OpenContents {
  readonly tree: FileTree;
  close(): Promise<void>;
}

/**
 * The files of a package, for reading many of them: layers are streamed once, as far as the files are asked for in the
 * order in which they lie there. A layer that is read from its beginning to its end is checked against its digest.
 *
 * @throws PackagingError `FILE_TYPE_NOT_ALLOWED`, `PATH_NOT_ALLOWED`, `EMPTY_FOLDER`
 * @public
 */
export function openContents(
  client: RegistryClient,
  contents: PackageContents,
  options: { readonly signal?: AbortSignal } = {},
): OpenContents {
  const { repository, layers, files } = contents;
  const tree = contentsTree(client, contents);
  const place = { client, repository, signal: options.signal };
  const cursors = new Map(
    layers
      .filter(layer => layer.shape === 'tar')
      .map(layer => {
        const { digest } = layer.descriptor;
        const own = files.filter(file => file.layer.digest === digest);
        return [digest, new LayerCursor(place, layer, own)];
      }),
  );
  const byPath = new Map(files.map(file => [file.path, file]));
  const read = (source: SourceFile): SourceFile => {
    const file = byPath.get(source.path);
    const cursor = file && cursors.get(file.layer.digest);
    if (!cursor) return source;
    return {
      ...source,
      open: its => open(client, contents, file, cursor, its),
    };
  };
  return {
    tree: { ...tree, files: tree.files.map(read) },
    close: async () => {
      for (const cursor of cursors.values()) await cursor.close();
    },
  };
}

function open(
  client: RegistryClient,
  contents: PackageContents,
  file: PackagedFile,
  cursor: LayerCursor,
  options: Parameters<SourceFile['open']>[0] = {},
): Readable {
  const isWhole = !options.start && file.sizeBytes > 0;
  const chunks = isWhole ? cursor.read(file) : undefined;
  return chunks
    ? Readable.from(chunks, { objectMode: false })
    : openPackagedFile(client, contents, file, options);
}
