export * from './AttestationError';
export * from './attestPackage';
export * from './describePackageForSbom';
export * from './predicates';
export * from './readAttestations';
export type { AttestationPlace } from './readEnvelopes';
