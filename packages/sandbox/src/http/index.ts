export * from './body';
export * from './credentials';
export * from './listen';
