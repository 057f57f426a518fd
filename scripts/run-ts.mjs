// Runs a TypeScript file of this repository in this process, through the same transform with which `backstage-cli`
// runs the backend: node scripts/run-ts.mjs <file.ts> [arguments]
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [, , file, ...args] = process.argv;
if (!file) {
  console.error('usage: node scripts/run-ts.mjs <file.ts> [arguments]');
  process.exit(2);
}
const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
await import('@backstage/cli/config/nodeTransformHooks.mjs');

const target = path.resolve(file);
process.argv = [process.argv[0], target, ...args];
await import(pathToFileURL(target).href);
