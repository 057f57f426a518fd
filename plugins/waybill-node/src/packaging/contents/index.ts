export * from './PackageContents';
export * from './inspectPackage';
