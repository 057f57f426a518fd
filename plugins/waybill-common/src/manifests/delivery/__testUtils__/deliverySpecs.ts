import type {
  DeliverySpec,
  GitDeliverySource,
  OciDeliverySource,
} from '../../declaration';

export const DIGEST = `sha256:${'ab'.repeat(32)}`;

export const GIT: GitDeliverySource = {
  type: 'git',
  url: 'https://git.example.com/ml/iris.git',
  branch: 'main',
};

export const OCI: OciDeliverySource = {
  type: 'oci',
  repository: 'registry.example.com/models/iris-manifests',
  reference: { semver: '>=0.0.0-0' },
};

/** A delivery that both engines take; a test says what it changes. */
export function deliveryOf(change: Partial<DeliverySpec> = {}): DeliverySpec {
  return {
    engine: 'flux',
    source: OCI,
    form: 'kustomize',
    name: 'iris',
    environment: { name: 'dev', namespace: 'models' },
    servingKind: 'InferenceService',
    ...change,
  };
}

const FLUX_VERIFICATIONS: readonly OciDeliverySource['verification'][] = [
  undefined,
  { keySecret: 'release-keys' },
  'none',
];

/** Every engine, source, form and kind that can be combined, by a name of its own. */
export function everyDelivery(): readonly (readonly [string, DeliverySpec])[] {
  const kinds = [
    ['InferenceService', 'Standard'],
    ['InferenceService', 'Knative'],
    ['LLMInferenceService', undefined],
    ['Deployment', undefined],
  ] as const;
  return (['flux', 'argo-cd'] as const).flatMap(engine =>
    (['kustomize', 'helm'] as const).flatMap(form =>
      kinds.flatMap(([servingKind, deploymentMode]) =>
        sourcesOf(engine, form).map(([label, source, values]) => {
          const spec = deliveryOf({
            engine,
            form,
            servingKind,
            source,
            ...(deploymentMode && { deploymentMode }),
            ...(values && { values }),
          });
          const name = [engine, form, servingKind, deploymentMode, label];
          return [name.filter(Boolean).join(' '), spec] as const;
        }),
      ),
    ),
  );
}

type LabelledSource = readonly [
  string,
  DeliverySpec['source'],
  DeliverySpec['values']?,
];

function sourcesOf(
  engine: DeliverySpec['engine'],
  form: DeliverySpec['form'],
): LabelledSource[] {
  const references = [
    { semver: '>=1.0.0' },
    { tag: '1.2.0' },
    { digest: DIGEST },
  ];
  const verifications = engine === 'flux' ? FLUX_VERIFICATIONS : [undefined];
  const values = { model: { digest: DIGEST } };
  const oci = references.flatMap(reference =>
    verifications.flatMap((verification): LabelledSource[] => {
      const label = `oci ${Object.keys(reference)[0]} ${JSON.stringify(
        verification ?? 'default',
      )}`;
      const source: OciDeliverySource = {
        ...OCI,
        reference,
        isPlainHttp: true,
        ...(verification && { verification }),
      };
      if (form === 'kustomize') return [[label, source]];
      const isFileTaken = engine === 'argo-cd' || !('digest' in reference);
      return [
        [`${label} values`, source, values],
        ...(isFileTaken ? [[label, source] as const] : []),
      ];
    }),
  );
  const withSecret =
    engine === 'flux' ? { ...GIT, credentialsSecret: 'git-read' } : GIT;
  return [['git', withSecret], ...oci];
}
