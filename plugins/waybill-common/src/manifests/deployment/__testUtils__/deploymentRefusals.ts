import { PROFILE_REFUSALS } from './profileRefusals';
import type { Refusal } from './refusal';
import { SERVING_REFUSALS } from './servingRefusals';

export const REFUSALS: readonly Refusal[] = [
  ...SERVING_REFUSALS,
  ...PROFILE_REFUSALS,
];
