export * from './gatherSignatureMaterial';
export * from './verifyDigest';
export * from './policiesFromConfig';
