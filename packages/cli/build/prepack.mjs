// Before `npm pack` and `npm publish` in this folder: builds, and puts the published manifest in the place of the one of
// the checkout. postpack.mjs puts it back.
import { copyFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from './build.mjs';
import {
  licenseFile,
  manifestFile,
  packageDir,
  savedManifestFile,
} from './packageFiles.mjs';
import { publishedManifest } from './publishedPackage.mjs';

await bundle();
const published = await publishedManifest();
await copyFile(path.join(packageDir, '../../LICENSE'), licenseFile);
await rename(manifestFile, savedManifestFile);
await writeFile(manifestFile, published);
