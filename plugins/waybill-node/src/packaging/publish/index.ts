export * from './pushPackage';
