export * from './jsonPath';
export * from './toTable';
