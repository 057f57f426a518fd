/** Parts of the suite, in the order in which they run. */
export const PARTS = [
  'tools',
  'packages',
  'trust',
  'admission',
  'sandbox',
  'real',
  'conformance',
] as const;
export type Part = (typeof PARTS)[number];
