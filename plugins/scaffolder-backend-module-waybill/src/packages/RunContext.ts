import type { PackageProgress } from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../dependencies';
import { createProgressLog } from '../progress';

/** What a run of an action gives to all that it does. */
export interface RunContext {
  readonly workspacePath: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Of an action's context. */
export function runContextOf(ctx: {
  readonly workspacePath: string;
  readonly logger: { info(line: string): void };
  readonly signal?: AbortSignal;
}): RunContext {
  return {
    workspacePath: ctx.workspacePath,
    log: line => ctx.logger.info(line),
    signal: ctx.signal,
  };
}

/** Options of whatever takes long. */
export function transferOptions(
  { log, signal }: RunContext,
  { now }: Pick<ActionDependencies, 'now'>,
): {
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: PackageProgress) => void;
} {
  return { signal, onProgress: createProgressLog({ log, now }) };
}
