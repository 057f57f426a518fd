export type { ObjectStatus } from './ObjectStatus';
export { deriveObjectStatus } from './deriveObjectStatus';
