import { blobScenarios } from './blobScenarios';
import { manifestScenarios } from './manifestScenarios';
import type { RegistryExchange } from './RegistryExchange';
import { tagScenarios } from './tagScenarios';
import { uploadScenarios } from './uploadScenarios';

/** Requests that belong together, sent to every registry that is compared. */
export interface Scenario {
  readonly name: string;
  run(registry: RegistryExchange): Promise<void>;
}

export const SCENARIOS: readonly Scenario[] = [
  ...blobScenarios,
  ...uploadScenarios,
  ...manifestScenarios,
  ...tagScenarios,
];
