export * from './reference';
export * from './InvalidReferenceError';
export * from './parseReference';
export * from './storageUri';
export * from './digest';
export * from './tag';
export * from './newestVersions';
export * from './modelName';
