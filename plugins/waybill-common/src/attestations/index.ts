export * from './canonicalJson';
export * from './inToto';
export * from './provenance';
export * from './PackageFacts';
export * from './modelCardText';
export * from './modelCard';
export { buildCycloneDx } from './cycloneDx';
export type { BillOptions, CycloneDxDocument } from './cycloneDx';
export * from './spdx';
