export * from './buildHelmFiles';
