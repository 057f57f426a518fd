import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const rootDir = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../..',
);
export const toolchainDir = path.join(rootDir, '.toolchain');
