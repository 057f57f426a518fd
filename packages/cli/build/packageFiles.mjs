import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const packageDir = path.resolve(fileURLToPath(import.meta.url), '../..');
export const manifestFile = path.join(packageDir, 'package.json');
/** Where the manifest of the checkout waits while its package is made. */
export const savedManifestFile = path.join(packageDir, 'package.json-prepack');
/** Of the root; npm takes it from the package's own folder only. */
export const licenseFile = path.join(packageDir, 'LICENSE');
