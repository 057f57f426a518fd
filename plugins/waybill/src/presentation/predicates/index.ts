export type { Fact } from './listFacts';
export type { BomView } from './readBillOfMaterials';
export { readPredicate, type PredicateView } from './readPredicate';
export type { ProvenanceView } from './readProvenance';
