export * from './descriptor';
export * from './kitfile';
export * from './mediaTypes';
export * from './package';
export * from './packageFormat';
export * from './compatibility';
