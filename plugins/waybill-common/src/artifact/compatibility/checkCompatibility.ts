import { understand } from './CompatibilityFacts';
import type { CompatibilityFacts } from './CompatibilityFacts';
import type { CompatibilityInput } from './CompatibilityInput';
import type {
  CompatibilityFinding,
  CompatibilityReport,
  StorageCompatibility,
} from './CompatibilityReport';
import type { CompatibilityQuestion } from './CompatibilityRule';
import { COMPATIBILITY_QUESTIONS } from './rules';
import { STORAGE_MODES, type StorageMode } from './storageMode';
import { byVerdict, worstVerdict } from './verdict';

/**
 * Tells whether a package can be served at a place, in which ways, why not, and what to do about it. It never throws:
 * what it does not know it says.
 *
 * @public
 */
export function checkCompatibility(
  input: CompatibilityInput,
): CompatibilityReport {
  const facts = understand(input);
  const modes = input.storageModes ?? STORAGE_MODES;
  const findings = COMPATIBILITY_QUESTIONS.filter(
    question => question.isAsked?.(facts) ?? true,
  ).flatMap(question =>
    question.modes
      ? modes
          .filter(mode => question.modes?.includes(mode))
          .map(mode => answer(question, facts, mode))
      : [answer(question, facts)],
  );
  const storage = modes.map(mode => sumUp(mode, findings));
  const best = storage.map(({ verdict }) => verdict).sort(byVerdict)[0];
  const others = findings
    .filter(({ storageMode }) => storageMode === undefined)
    .map(({ verdict }) => verdict);
  return {
    // `sort` is stable: equal findings stay in the order of the questions.
    findings: [...findings].sort((a, b) => byVerdict(b.verdict, a.verdict)),
    storage,
    verdict: worstVerdict(best ? [best, ...others] : others),
  };
}

/**
 * The mode to propose: the first that works, else the first that works with something. Nothing that is not known to
 * work is proposed.
 *
 * @public
 */
export function bestStorageMode(
  report: CompatibilityReport,
): StorageMode | undefined {
  const modesWith = (wanted: string) =>
    report.storage.find(({ verdict }) => verdict === wanted)?.mode;
  return modesWith('works') ?? modesWith('works-with');
}

function answer(
  question: CompatibilityQuestion,
  facts: CompatibilityFacts,
  storageMode?: StorageMode,
): CompatibilityFinding {
  const rule = question.rules.find(({ matches }) => matches(facts));
  return {
    code: rule?.code ?? 'INPUT_NOT_KNOWN',
    verdict: rule?.verdict ?? 'unknown',
    dimension: question.dimension,
    ...(storageMode && { storageMode }),
    subject: question.subject(facts),
    why: rule?.why ?? 'Nothing is known of this input.',
    advice: rule?.advice ?? 'Use one that Waybill knows, or try it once.',
    ...(rule?.source && { source: rule.source }),
  };
}

function sumUp(
  mode: StorageMode,
  findings: readonly CompatibilityFinding[],
): StorageCompatibility {
  const verdicts = findings
    .filter(({ storageMode }) => storageMode === mode)
    .map(({ verdict }) => verdict);
  return {
    mode,
    // A mode of which no question speaks is not one that is known.
    verdict: verdicts.length > 0 ? worstVerdict(verdicts) : 'unknown',
    isPossible: !verdicts.includes('does-not-work'),
  };
}
