export { buildDeliveryObjects } from './buildDeliveryObjects';
export { listDeliveryProblems } from './listDeliveryProblems';
export { buildFleetEntry } from './fleetEntry';
