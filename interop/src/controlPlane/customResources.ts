import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Tools } from '../tools';

/**
 * Files with the CustomResourceDefinitions of Flux and KServe. They come with the modules from which the controllers
 * were built, so the two always fit; a folder given by the caller goes before.
 */
export async function findCrdFiles(
  tools: Tools,
  override?: string,
): Promise<string[]> {
  const folders = override
    ? await overrideFolders(override)
    : await moduleFolders(tools);
  const files = (await Promise.all(folders.map(crdFilesIn))).flat();
  if (files.length === 0) {
    throw new Error(
      `No CustomResourceDefinition in ${folders.join(
        ', ',
      )}: leave out the option, ` +
        'and the definitions are read from the Go modules of the controllers',
    );
  }
  return files;
}

async function moduleFolders(tools: Tools): Promise<string[]> {
  const [source, kustomize, kserve] = await Promise.all(
    ['source-controller', 'kustomize-controller', 'kserve-manager'].map(name =>
      tools.moduleFolder(name),
    ),
  );
  return [
    path.join(source, 'config', 'crd', 'bases'),
    path.join(kustomize, 'config', 'crd', 'bases'),
    path.join(kserve, 'config', 'crd', 'minimal'),
  ];
}

/** KServe's definitions come in two sizes with the same names; the API server takes the small ones in a tenth of the time. */
async function overrideFolders(folder: string): Promise<string[]> {
  const known = ['fluxcd', path.join('kserve', 'minimal')].map(name =>
    path.join(folder, name),
  );
  const present = await Promise.all(
    known.map(name =>
      fs.stat(name).then(
        stat => stat.isDirectory(),
        () => false,
      ),
    ),
  );
  return present.every(Boolean) ? known : [folder];
}

/** Kustomizations and patches lie beside the definitions; the generator names its files `<group>_<plural>.yaml`. */
async function crdFilesIn(folder: string): Promise<string[]> {
  const entries = await fs
    .readdir(folder, { recursive: true, withFileTypes: true })
    .catch((error: NodeJS.ErrnoException) => {
      throw new Error(
        `Cannot read the folder of CustomResourceDefinitions ${folder}: ${error.message}`,
        { cause: error },
      );
    });
  return entries
    .filter(
      entry =>
        entry.isFile() && /^[a-z.0-9-]+\.[a-z]+_[a-z]+\.yaml$/.test(entry.name),
    )
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
}
