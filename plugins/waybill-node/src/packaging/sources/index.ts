export * from './openFolder';
