import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';

const cache = new Map<string, Promise<readonly RepositoryFile[]>>();

/**
 * The files of one folder below `skeletons/`, with the paths that they have in a repository. They are read once: they
 * belong to this package and do not change while it runs.
 *
 * @internal
 */
export function readSkeleton(name: string): Promise<readonly RepositoryFile[]> {
  let files = cache.get(name);
  if (!files) {
    files = readFiles(path.join(skeletonsFolder(), name), '');
    files.catch(() => cache.delete(name));
    cache.set(name, files);
  }
  return files;
}

async function readFiles(
  folder: string,
  prefix: string,
): Promise<RepositoryFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async entry => {
      const file = path.join(folder, entry.name);
      // npm leaves out or renames files such as .gitignore: they are kept as _gitignore.
      const name = `${prefix}${entry.name.replace(/^_(?=[a-z]+ignore$)/, '.')}`;
      if (entry.isDirectory()) {
        // Left by whoever ran the code in place.
        return entry.name === '__pycache__' ? [] : readFiles(file, `${name}/`);
      }
      return [{ path: name, content: await readFile(file, 'utf8') }];
    }),
  );
  return files.flat();
}

/** Beside `src` in a checkout and beside `dist` in the published package: both are found by the package's own name. */
function skeletonsFolder(): string {
  const manifest = require.resolve(
    '@waybill/backstage-plugin-waybill-node/package.json',
  );
  return path.join(path.dirname(manifest), 'skeletons');
}
