import type { Tools } from '@waybill/interop';
import type { BenchPrograms } from './measuring';
import type { Run } from './Run';

/** What every section works with. */
export interface Bench {
  /** Scratch folder; what a round writes there is gone after it. */
  readonly folder: string;
  readonly tools: Tools;
  readonly programs: BenchPrograms;
  /** Entry of the built command `waybill`. */
  readonly waybill: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly record: (run: Run) => void;
  /** For the order within a round. */
  readonly random: () => number;
  /** Contenders that are asked for; all where absent. */
  readonly only?: RegExp;
}
