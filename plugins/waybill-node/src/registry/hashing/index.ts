export * from './StreamHasher';
