export * from './api';
export * from './contents';
export * from './trust';
