export * from './appConfig';
