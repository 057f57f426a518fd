export * from './readDeclaration';
