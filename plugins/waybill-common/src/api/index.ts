export * from './api';
export * from './contents';
export * from './trust';
export * from './registries';
export * from './previews';
