/** Parts of the suite, in the order in which they run. */
export const PARTS = [
  'tools',
  'packages',
  'trust',
  'admission',
  'manifests',
  'sandbox',
  'real',
  'conformance',
] as const;
export type Part = (typeof PARTS)[number];

/** What the part `manifests` consists of, in the order in which it runs. Each may be run alone. */
export const MANIFEST_SECTIONS = [
  'matrix',
  'cluster',
  'automation',
  'argocd',
  'charts',
  'editing',
  'repository',
] as const;
export type ManifestSectionName = (typeof MANIFEST_SECTIONS)[number];

/** Programs that a section of the part `manifests` runs. */
const SECTION_PROGRAMS: Record<ManifestSectionName, readonly string[]> = {
  matrix: [
    'etcd',
    'helm',
    'kube-apiserver',
    'kubeconform',
    'kubectl',
    'kustomize',
  ],
  cluster: [
    'cosign',
    'etcd',
    'image-reflector-controller',
    'kserve-manager',
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'kubectl',
    'kustomize',
    'kustomize-controller',
    'kwok',
    'registry',
    'source-controller',
  ],
  automation: ['helm', 'kustomize'],
  repository: ['actionlint', 'cosign', 'kit', 'kubeconform', 'registry'],
  editing: ['kustomize'],
  charts: ['helm', 'registry'],
  argocd: [
    'argocd',
    'cosign',
    'etcd',
    'helm',
    'kserve-manager',
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'kubectl',
    'kustomize',
    'kustomize-controller',
    'kwok',
    'registry',
    'source-controller',
  ],
};

/** Programs that a part runs; those of a part that is not named here are all of them. */
const PROGRAMS: Partial<Record<Exclude<Part, 'manifests'>, readonly string[]>> =
  {
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
  sections: readonly ManifestSectionName[] = MANIFEST_SECTIONS,
): readonly string[] | undefined {
  const ofSections = sections.flatMap(section => SECTION_PROGRAMS[section]);
  const needed = parts.map(part =>
    part === 'manifests' ? ofSections : PROGRAMS[part],
  );
  return needed.some(names => names === undefined)
    ? undefined
    : [...new Set(needed.flatMap(names => names ?? []))];
}
