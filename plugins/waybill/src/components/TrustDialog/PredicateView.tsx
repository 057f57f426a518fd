import { useMemo } from 'react';
import { readPredicate } from '../../presentation/predicates';
import { BillOfMaterials } from './BillOfMaterials';
import { FactTable } from './FactTable';
import { Provenance } from './Provenance';

/** What an attestation says, as far as its type is known. */
export function PredicateView(props: {
  predicateType: string;
  text: string;
  isCut: boolean;
  /** By somebody whose word counts. */
  isTrusted: boolean;
}) {
  const { predicateType, text, isCut, isTrusted } = props;
  const view = useMemo(
    () =>
      isCut ? { kind: 'text' as const } : readPredicate(predicateType, text),
    [predicateType, text, isCut],
  );
  switch (view.kind) {
    case 'provenance':
      return <Provenance view={view} isTrusted={isTrusted} />;
    case 'bom':
      return <BillOfMaterials view={view} />;
    case 'facts':
      return <FactTable facts={view.facts} label="What it says" />;
    default:
      return null;
  }
}
