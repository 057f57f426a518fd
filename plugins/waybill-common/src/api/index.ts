export * from './api';
export * from './contents';
