export * from './json';
export * from './mergeRules';
export * from './createPatch';
export * from './applyPatch';
