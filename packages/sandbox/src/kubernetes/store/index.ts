export * from './Journal';
export * from './ObjectStore';
