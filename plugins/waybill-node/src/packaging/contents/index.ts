export * from './PackageContents';
export * from './inspectPackage';
export { readContents } from './readContents';
export { findPackagedFile, openPackagedFile } from './openPackagedFile';
export { contentsTree } from './contentsTree';
export { unpackPackage } from './unpack/unpackPackage';
export type { UnpackOptions, UnpackResult } from './unpack/unpackPackage';
