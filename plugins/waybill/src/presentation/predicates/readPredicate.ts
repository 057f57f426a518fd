import { PredicateType } from '@waybill/backstage-plugin-waybill-common';
import { listFacts, type Fact } from './listFacts';
import { readCycloneDx, readSpdx, type BomView } from './readBillOfMaterials';
import { readProvenance, type ProvenanceView } from './readProvenance';

/** What an attestation says, in the form in which a person reads it. */
export type PredicateView =
  | ProvenanceView
  | BomView
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** It cannot be read, or it is cut off: only as text. */
  | { readonly kind: 'text' };

/**
 * Total: what is not as its type promises comes out as what there is of it.
 *
 * @param text - the predicate as JSON text
 */
export function readPredicate(
  predicateType: string,
  text: string,
): PredicateView {
  let predicate: unknown;
  try {
    predicate = JSON.parse(text);
  } catch {
    return { kind: 'text' };
  }
  switch (predicateType) {
    case PredicateType.provenance:
      return readProvenance(predicate);
    case PredicateType.cyclonedx:
      return readCycloneDx(predicate);
    case PredicateType.spdx:
      return readSpdx(predicate);
    default:
      return { kind: 'facts', facts: listFacts(predicate) };
  }
}
