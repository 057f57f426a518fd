import { deriveObjectStatus } from '../objectStatus';
import { NOW } from './placements';

/** `status reason: message` of an object. */
export function statusOf(object: unknown): string {
  const { status, reason, message } = deriveObjectStatus(object, NOW);
  return `${status} ${reason}: ${message}`;
}
