import type { CompatibilityFinding } from './CompatibilityReport';
import { COMPATIBILITY_QUESTIONS } from './rules';
import type { StorageMode } from './storageMode';

/** A rule without its condition: for a reference, or a page that explains a finding. @public */
export interface CompatibilityRuleText
  extends Pick<
    CompatibilityFinding,
    'code' | 'verdict' | 'dimension' | 'why' | 'advice' | 'source'
  > {
  /** The modes that it is about; none where it is about no mode in particular. */
  readonly storageModes: readonly StorageMode[];
  /** When it holds, unless a rule before it in the same group does. */
  readonly when: string;
}

/**
 * All rules that {@link checkCompatibility} goes by, in their order.
 *
 * @public
 */
export function listCompatibilityRules(): CompatibilityRuleText[] {
  return COMPATIBILITY_QUESTIONS.flatMap(({ dimension, modes, rules }) =>
    rules.map(({ matches: _, ...text }) => ({
      ...text,
      dimension,
      storageModes: modes ?? [],
    })),
  );
}
