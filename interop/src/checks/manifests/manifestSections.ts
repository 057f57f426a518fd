import type { ManifestSectionName } from '../../parts';
import { argocdSection } from './argocd';
import { automationSection } from './automation';
import { clusterSection } from './cluster';
import { matrixSection } from './matrix';
import type { ManifestSection } from './ManifestSection';

/** In the order in which they run; each has its name and its programs in `parts.ts`. */
const SECTIONS: readonly ManifestSection[] = [
  matrixSection,
  clusterSection,
  automationSection,
  argocdSection,
];

export function manifestSections(
  names: readonly ManifestSectionName[],
): readonly ManifestSection[] {
  return SECTIONS.filter(({ name }) => names.includes(name));
}
