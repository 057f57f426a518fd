export * from './monolithicUpload';
