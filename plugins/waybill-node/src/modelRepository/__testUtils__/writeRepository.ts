import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';
import { isExecutable } from '../buildModelRepository';

/** Writes a repository to a folder. */
export async function writeRepository(
  folder: string,
  files: readonly RepositoryFile[],
): Promise<void> {
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content, {
      mode: isExecutable(file.path) ? 0o755 : 0o644,
    });
  }
}
