/** Parts of the suite, in the order in which they run. */
export const PARTS = [
  'tools',
  'packages',
  'trust',
  'sandbox',
  'real',
  'conformance',
] as const;
export type Part = (typeof PARTS)[number];
