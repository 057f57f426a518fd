export * from './dockerCredentials';
