export * from './readKservePlatform';
