export * from './gatherSignatureMaterial';
export * from './verifyDigest';
export * from './policiesFromConfig';
export * from './trustRoots';
export * from './VerificationError';
export * from './VerdictCache';
