export * from './ScmClient';
