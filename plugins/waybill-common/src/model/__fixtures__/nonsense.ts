/** What nobody should write where an object, a list or a text is expected. */
export const NONSENSE: readonly unknown[] = [
  undefined,
  null,
  0,
  '',
  'text',
  true,
  [],
  [null],
  [[]],
  {},
  { length: 3 },
  { status: 'True' },
  'x'.repeat(10_000),
];
