import type { ManifestSection } from '../ManifestSection';

/** Every combination of what can be declared, in the eyes of the real API server and of the tools. */
export const matrixSection: ManifestSection = {
  name: 'matrix',
  async run() {},
};
