import { blobScenarios } from './blobScenarios';
import { manifestScenarios } from './manifestScenarios';
import type { Scenario } from './Scenario';
import { tagScenarios } from './tagScenarios';
import { uploadScenarios } from './uploadScenarios';

export const SCENARIOS: readonly Scenario[] = [
  ...blobScenarios,
  ...uploadScenarios,
  ...manifestScenarios,
  ...tagScenarios,
];
