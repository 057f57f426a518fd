import {
  namePredicateType,
  type AttestationDocument,
  type VerdictAttestation,
} from '@waybill/backstage-plugin-waybill-common';

/** What is attached of one predicate type, in whatever forms. */
export interface AttestationMark {
  readonly predicateType: string;
  readonly label: string;
  readonly isAccepted: boolean;
}

/** Says each type once: a bundle and its copy in the old form are one attestation to a person. */
export function listMarks(
  attestations: readonly VerdictAttestation[],
): AttestationMark[] {
  const types = [...new Set(attestations.map(item => item.predicateType))];
  return types.map(predicateType => ({
    predicateType,
    label: predicateLabel(predicateType),
    isAccepted: attestations.some(
      item => item.predicateType === predicateType && item.isAccepted,
    ),
  }));
}

/** `SLSA provenance`, `Model card`; the end of the address of a type that nobody knows. */
export function predicateLabel(predicateType: string): string {
  const name = namePredicateType(predicateType);
  if (name !== predicateType) {
    return `${name[0].toUpperCase()}${name.slice(1)}`;
  }
  const parts = predicateType.split('/').filter(part => part !== '');
  return parts.slice(-2).join('/').slice(0, 60) || predicateType;
}

/** Says once what is attached in both forms with the same words. */
export function groupDocuments(items: readonly AttestationDocument[]): {
  readonly document: AttestationDocument;
  readonly forms: readonly AttestationDocument['form'][];
}[] {
  const groups = new Map<
    string,
    { document: AttestationDocument; forms: AttestationDocument['form'][] }
  >();
  items.forEach((item, index) => {
    const { predicateType, predicate, isAccepted } = item;
    // What cannot be read is the same as nothing else.
    const key = JSON.stringify([predicateType, isAccepted, predicate ?? index]);
    const group = groups.get(key);
    if (!group) {
      groups.set(key, { document: item, forms: [item.form] });
    } else if (!group.forms.includes(item.form)) {
      group.forms.push(item.form);
    }
  });
  return [...groups.values()];
}
