export * from './Column';
export * from './KindCatalog';
export * from './KindDefinition';
