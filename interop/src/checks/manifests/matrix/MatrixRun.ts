import type { Tools } from '../../../tools';
import type { Matrix } from './renderMatrix';
import type { ToolCounts } from './ToolCounts';

/** What the checks of the matrix share. */
export interface MatrixRun {
  readonly matrix: Matrix;
  readonly tools: Tools;
  /** Folder of its own. */
  readonly folder: string;
  readonly counts: ToolCounts;
  readonly signal: AbortSignal;
}
