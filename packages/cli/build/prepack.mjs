// Before `npm pack`: builds, and writes the manifest that is published. All that the command needs is in the bundle, so
// whoever installs it gets one package and nothing else.
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from './build.mjs';
import {
  licenseFile,
  manifestFile,
  packageDir,
  savedManifestFile,
} from './packageFiles.mjs';

await bundle();
const { scripts, dependencies, devDependencies, backstage, ...published } =
  JSON.parse(await readFile(manifestFile, 'utf8'));
await copyFile(path.join(packageDir, '../../LICENSE'), licenseFile);
await rename(manifestFile, savedManifestFile);
await writeFile(manifestFile, `${JSON.stringify(published, null, 2)}\n`);
