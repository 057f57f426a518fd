// After `npm pack`: puts the manifest of the checkout back.
import { rename, rm } from 'node:fs/promises';
import {
  licenseFile,
  manifestFile,
  savedManifestFile,
} from './packageFiles.mjs';

await rename(savedManifestFile, manifestFile);
await rm(licenseFile);
