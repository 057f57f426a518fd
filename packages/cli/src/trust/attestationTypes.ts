import { PredicateType } from '@waybill/backstage-plugin-waybill-common';
import { CliError } from '../errors/CliError';

/** Short names of predicate types: cosign's where it has one. */
const BY_NAME: Readonly<Record<string, string>> = {
  slsaprovenance1: PredicateType.provenance,
  cyclonedx: PredicateType.cyclonedx,
  spdxjson: PredicateType.spdx,
  'model-card': PredicateType.modelCard,
};

/**
 * The predicate type that a short name stands for, or the URI that was given.
 *
 * @throws CliError `USAGE`
 */
export function readAttestationType(text: string): string {
  const known = Object.hasOwn(BY_NAME, text) ? BY_NAME[text] : undefined;
  if (known) return known;
  if (/^[a-z][a-z\d+.-]*:\S+$/i.test(text)) return text;
  throw new CliError({
    code: 'USAGE',
    message: `'${text}' is no type of attestation: give ${Object.keys(
      BY_NAME,
    ).join(', ')} or the URI of one.`,
  });
}
