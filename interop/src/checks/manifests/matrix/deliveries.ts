import {
  buildDeliveryObjects,
  listDeliveryProblems,
  type DeliverySource,
  type DeliverySpec,
  type KubernetesManifest,
} from '@waybill/backstage-plugin-waybill-common';
import { ENVIRONMENTS, FORMS, MODEL_NAME } from './combinations';

const REPOSITORY = 'registry.example.com/models/iris-manifests';

const SOURCES: Readonly<Record<string, DeliverySource>> = {
  git: {
    type: 'git',
    url: 'https://git.example.com/ml/iris.git',
    branch: 'main',
    credentialsSecret: 'git-credentials',
  },
  'oci, semver': {
    type: 'oci',
    repository: REPOSITORY,
    reference: { semver: '>=1.0.0' },
  },
  'oci, tag': {
    type: 'oci',
    repository: REPOSITORY,
    reference: { tag: '1.0.0' },
  },
  'oci, digest': {
    type: 'oci',
    repository: REPOSITORY,
    reference: { digest: `sha256:${'a'.repeat(64)}` },
  },
  'oci, digest, keyless': {
    type: 'oci',
    repository: REPOSITORY,
    reference: { digest: `sha256:${'a'.repeat(64)}` },
    verification: {
      identities: [
        {
          issuer: '^https://token\\.actions\\.githubusercontent\\.com$',
          subject: '^https://github\\.com/acme/iris/.*$',
        },
      ],
    },
  },
};

/** What the engines' objects depend on, of what serves the model. */
const KINDS = [
  { servingKind: 'InferenceService', deploymentMode: 'Standard' },
  { servingKind: 'InferenceService', deploymentMode: 'Knative' },
  { servingKind: 'LLMInferenceService' },
  { servingKind: 'Deployment' },
] as const;

/** How one environment gets one model, and what came of declaring it. */
export interface DeliveryCase {
  readonly engine: DeliverySpec['engine'];
  readonly source: string;
  readonly spec: DeliverySpec;
  /** Codes of what is wrong with it; none where it is written. */
  readonly refusals: readonly string[];
  readonly objects: readonly KubernetesManifest[];
}

export function listDeliveries(): DeliveryCase[] {
  return (['flux', 'argo-cd'] as const).flatMap(engine =>
    Object.entries(SOURCES).flatMap(([source, given]) =>
      FORMS.flatMap(form =>
        KINDS.flatMap(kind =>
          ENVIRONMENTS.map(environment => {
            const spec: DeliverySpec = {
              engine,
              source: withoutVerification(engine, given),
              form,
              name: MODEL_NAME,
              environment: { name: environment, namespace: environment },
              ...kind,
            };
            const refusals = listDeliveryProblems(spec).map(({ code }) => code);
            return {
              engine,
              source,
              spec,
              refusals,
              objects: refusals.length > 0 ? [] : buildDeliveryObjects(spec),
            };
          }),
        ),
      ),
    ),
  );
}

/** Argo CD cannot check signatures, and a declaration has to say that it knows: only the keyless case leaves it out. */
function withoutVerification(
  engine: DeliverySpec['engine'],
  source: DeliverySource,
): DeliverySource {
  return engine === 'argo-cd' && source.type === 'oci' && !source.verification
    ? { ...source, verification: 'none' }
    : source;
}
