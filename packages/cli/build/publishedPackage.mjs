import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from './build.mjs';
import { manifestFile, packageDir } from './packageFiles.mjs';

/**
 * The manifest that is published. All that the command needs is in the bundle, so whoever installs it gets one package
 * and nothing else.
 */
export async function publishedManifest() {
  const { scripts, dependencies, devDependencies, backstage, ...published } =
    JSON.parse(await readFile(manifestFile, 'utf8'));
  return `${JSON.stringify(published, null, 2)}\n`;
}

/** Puts the package together in a folder, as it is published. The checkout stays as it is. */
export async function stagePackage(dir) {
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'package.json'), await publishedManifest());
  await bundle(path.join(dir, 'dist'));
  for (const name of ['bin', 'README.md'])
    await cp(path.join(packageDir, name), path.join(dir, name), {
      recursive: true,
    });
  await copyFile(
    path.join(packageDir, '../../LICENSE'),
    path.join(dir, 'LICENSE'),
  );
}
