export * from './dockerHub';
export * from './monolithicUpload';
