import type { ManifestSectionName } from '../../parts';
import { argocdSection } from './argocd';
import { automationSection } from './automation';
import { chartsSection } from './charts';
import { clusterSection } from './cluster';
import { editingSection } from './editing';
import { matrixSection } from './matrix';
import type { ManifestSection } from './ManifestSection';
import { repositorySection } from './repository';

/** In the order in which they run; each has its name and its programs in `parts.ts`. */
const SECTIONS: readonly ManifestSection[] = [
  matrixSection,
  clusterSection,
  automationSection,
  argocdSection,
  chartsSection,
  editingSection,
  repositorySection,
];

export function manifestSections(
  names: readonly ManifestSectionName[],
): readonly ManifestSection[] {
  return SECTIONS.filter(({ name }) => names.includes(name));
}
