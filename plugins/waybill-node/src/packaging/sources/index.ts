export * from './openFolder';
export * from './kitignore';
