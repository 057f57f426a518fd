import type {
  InferenceServiceSpec,
  LlmInferenceServiceSpec,
} from '../declaration';
import type { ServingRuntimeFacts } from './servingRuntimes';

/** What KServe serves. @public */
export type KserveSpec = InferenceServiceSpec | LlmInferenceServiceSpec;

/** What is known of the place where it is served. @public */
export interface KserveSurroundings {
  /** Runtimes that the cluster has of its own; those that KServe ships are known. */
  readonly runtimes?: readonly ServingRuntimeFacts[];
}
