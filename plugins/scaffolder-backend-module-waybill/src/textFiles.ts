import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';
import { ShipError } from './ShipError';
import { listFiles, resolveFolder } from './workspace';

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * The text files of a workspace folder: what goes into Git or into a manifests artifact.
 *
 * @throws ShipError `FILE_NOT_TEXT`, and what {@link listFiles} throws
 */
export async function readTextFiles(
  workspacePath: string,
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<RepositoryFile[]> {
  const folder = resolveFolder(workspacePath, path);
  const files: RepositoryFile[] = [];
  for (const file of await listFiles(workspacePath, path, options)) {
    const bytes =
      file.isSpecial || file.sizeBytes > MAX_FILE_BYTES
        ? undefined
        : await readFile(join(folder, file.path), options);
    if (!bytes || !isUtf8(bytes)) {
      throw new ShipError({
        code: 'FILE_NOT_TEXT',
        message: `'${file.path}' in '${path}' is no text of up to ${MAX_FILE_BYTES} bytes: a model's files belong into the package, not into Git`,
      });
    }
    files.push({ path: file.path, content: bytes.toString('utf8') });
  }
  return files;
}
