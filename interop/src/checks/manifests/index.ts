export { manifestSections } from './manifestSections';
export type { Keep, ManifestSection } from './ManifestSection';
