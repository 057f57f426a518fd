export { attestationChecks } from './attestationChecks';
export { modelSigningChecks } from './modelSigningChecks';
export { trustMatrixChecks } from './trustMatrixChecks';
export { writeTrustKeys } from './trustKeys';
export { TrustTable } from './TrustTable';
export type { TrustPlace } from './TrustPlace';
