export * from './descriptor';
export * from './mediaTypes';
export * from './package';
