export * from './createApiHandler';
