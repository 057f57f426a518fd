import type { ManifestErrorCode } from '../ManifestError';
import { ManifestError } from '../ManifestError';
import {
  gitUrlFault,
  isBranch,
  isDnsLabel,
  isDnsSubdomain,
  isDuration,
  isRelativePath,
} from './deliveryGrammar';

/** @throws ManifestError @internal */
export function refuse(
  code: ManifestErrorCode,
  field: string,
  message: string,
): never {
  throw new ManifestError({ code, field, message });
}

type Grammar = 'label' | 'name' | 'duration' | 'folder' | 'branch' | 'gitUrl';

const FAULTS: Readonly<Record<Grammar, (text: string) => string | undefined>> =
  {
    label: text =>
      isDnsLabel(text)
        ? undefined
        : "use up to 63 lower-case letters, digits and '-'",
    name: text =>
      isDnsSubdomain(text)
        ? undefined
        : "use lower-case letters, digits, '-' and '.'",
    duration: text =>
      isDuration(text) ? undefined : 'write it like 30s, 5m or 1h30m',
    folder: text =>
      isRelativePath(text)
        ? undefined
        : "write a folder of the repository like 'deploy', without '..'",
    branch: text => (isBranch(text) ? undefined : 'it is no name of a branch'),
    gitUrl: gitUrlFault,
  };

/**
 * Holds the fields of an input against their grammars; what is absent passes.
 *
 * @throws ManifestError `INVALID_NAME`, `INVALID_VALUE`
 * @internal
 */
export function checkFields(
  fields: readonly (readonly [
    field: string,
    grammar: Grammar,
    text: string | undefined,
  ])[],
): void {
  for (const [field, grammar, text] of fields) {
    const fault = text === undefined ? undefined : FAULTS[grammar](text);
    if (fault !== undefined) {
      const isName = grammar === 'label' || grammar === 'name';
      // A URL may hold a password, so it is not shown.
      const shown =
        grammar === 'gitUrl' ? 'This' : `'${(text ?? '').slice(0, 80)}'`;
      refuse(
        isName ? 'INVALID_NAME' : 'INVALID_VALUE',
        field,
        `${shown} cannot be the ${field}: ${fault}`,
      );
    }
  }
}
