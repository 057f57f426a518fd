export * from './FileTree';
export * from './PackageLayout';
export * from './PackageProgress';
export * from './PackagingError';
export * from './contents';
export * from './formats';
export * from './publish';
export * from './transfer';
