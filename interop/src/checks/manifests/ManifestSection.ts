import type { ManifestSectionName } from '../../parts';
import type { SuiteOptions } from '../../suite';

/** Stops what it is given when the section ends, last first, however it ends. */
export type Keep = <T extends { stop(): Promise<void> }>(part: T) => T;

/**
 * One thing that is proven of what is declared of a model. A section starts what it needs and hands it to `keep`; its
 * checks go to `options.runner`, and its files below a folder of its own in `options.folder`. One that cannot start is a
 * failure and does not keep the others from running.
 */
export interface ManifestSection {
  readonly name: ManifestSectionName;
  run(options: SuiteOptions, keep: Keep): Promise<void>;
}
