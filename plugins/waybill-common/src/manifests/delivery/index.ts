export { buildDeliveryObjects } from './buildDeliveryObjects';
export { listDeliveryProblems } from './listDeliveryProblems';
export { buildFleetEntry } from './fleetEntry';
export * from './repositoryCredentials';
export * from './verificationKeys';
export * from './environment';
