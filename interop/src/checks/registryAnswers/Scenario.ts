import type { RegistryExchange } from './RegistryExchange';

/** Requests that belong together, sent to every registry that is compared. */
export interface Scenario {
  readonly name: string;
  run(registry: RegistryExchange): Promise<void>;
}
