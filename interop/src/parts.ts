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

/** Programs that a part runs; those of a part that is not named here are all of them. */
const PROGRAMS: Partial<Record<Part, readonly string[]>> = {
  packages: ['crane', 'kit', 'modctl', 'oras', 'registry'],
  trust: [
    'cosign',
    'crane',
    'fulcio',
    'registry',
    'rekor-server',
    'timestamp-server',
  ],
  admission: [
    'cosign',
    'crane',
    'etcd',
    'gator',
    'kube-apiserver',
    'kubectl',
    'kyverno',
    'registry',
  ],
};

/** The programs that have to be built for some parts; `undefined`: all. */
export function programsOf(
  parts: readonly Part[],
): readonly string[] | undefined {
  const needed = parts.map(part => PROGRAMS[part]);
  return needed.some(names => names === undefined)
    ? undefined
    : [...new Set(needed.flatMap(names => names ?? []))];
}
