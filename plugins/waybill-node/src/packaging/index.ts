export * from './ModelPackager';
