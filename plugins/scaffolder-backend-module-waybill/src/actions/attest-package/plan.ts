import {
  buildProvenance,
  formatReference,
  packageMaterial,
  parseReference,
  PredicateType,
  type Material,
  type SlsaProvenance,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from '../../dependencies';
import type { WaybillSettings } from '../../settings';
import { readSubject } from '../../subject';

/** What can be attested, by the names of the input `type`. */
export const ATTESTATION_TYPES = {
  provenance: PredicateType.provenance,
  cyclonedx: PredicateType.cyclonedx,
  spdx: PredicateType.spdx,
  'model-card': PredicateType.modelCard,
} as const;

export type AttestationType = keyof typeof ATTESTATION_TYPES;

export interface AttestInput {
  readonly repository: string;
  readonly digest: string;
  readonly type: AttestationType;
  readonly key?: string;
  readonly version?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly materials?: readonly {
    readonly uri?: string;
    readonly digest?: string;
    readonly name?: string;
  }[];
}

/** What the scaffolder tells of the task that runs. */
export interface TaskFacts {
  readonly id?: string;
  readonly templateRef?: string;
  readonly startedBy?: string;
  /** Values of its secrets: whatever holds one is left out. */
  readonly secretValues: readonly string[];
}

/** Which statement about which digest will be signed with which key. */
export interface AttestPlan extends PackageSubject {
  readonly type: AttestationType;
  readonly predicateType: string;
  /** Name of a configured key; the first one where absent. */
  readonly key?: string;
  readonly version?: string;
  /** The statement itself, where it can be known before the package is read. */
  readonly provenance?: SlsaProvenance;
}

/** What a word that is found everywhere would take away from the statement is more than it would hide. */
const MIN_SECRET_LENGTH = 4;

/** @throws InvalidReferenceError, ShipError */
export function planAttest(
  input: AttestInput,
  settings: WaybillSettings,
  task: TaskFacts,
): AttestPlan {
  const { type, key, version } = input;
  return {
    ...readSubject(input, settings),
    type,
    predicateType: ATTESTATION_TYPES[type],
    key,
    version,
    ...(type === 'provenance' && {
      provenance: provenanceOf(input, settings, task),
    }),
  };
}

export function describeAttest(plan: AttestPlan): string {
  const key = plan.key ? `the key '${plan.key}'` : 'the default key';
  return `Plan: attest ${plan.type} (${
    plan.predicateType
  }) of ${formatReference({
    ...plan.repository,
    digest: plan.digest,
  })} with ${key}, as Sigstore bundle and as .att`;
}

function provenanceOf(
  { parameters = {}, materials = [] }: AttestInput,
  { builderId }: WaybillSettings,
  { id, templateRef = 'unknown', startedBy, secretValues }: TaskFacts,
): SlsaProvenance {
  return buildProvenance({
    run: {
      kind: 'scaffolder-task',
      templateRef,
      parameters,
      ...(startedBy && { startedBy }),
    },
    builderId,
    ...(id && { invocationId: `${builderId}/v2/tasks/${id}` }),
    materials: materials.flatMap(readMaterial),
    secretValues: secretValues.filter(
      ({ length }) => length >= MIN_SECRET_LENGTH,
    ),
  });
}

/** Steps that did not run give nothing, and `none` is what a package without a base image says. */
function readMaterial({
  uri,
  digest,
  name,
}: NonNullable<AttestInput['materials']>[number]): Material[] {
  if (!uri || uri === 'none') return [];
  const more = name ? { name } : {};
  const image = packageOf(uri);
  if (image) return [packageMaterial(image.repository, image.digest, more)];
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(digest ?? '') ?? [];
  const isCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(digest ?? '');
  return [
    {
      uri,
      ...(sha256 && { digest: { sha256 } }),
      ...(isCommit && { digest: { gitCommit: digest! } }),
      ...(digest &&
        !sha256 &&
        !isCommit && { annotations: { revision: digest } }),
      ...more,
    },
  ];
}

/** `oci://host/path@sha256:…`, with or without its scheme. */
function packageOf(
  uri: string,
): { readonly repository: string; readonly digest: string } | undefined {
  const text = uri.replace(/^oci:\/\//, '');
  if (text.includes('://') || !text.includes('@sha256:')) return undefined;
  const { host, path, digest } = parseReference(text);
  return digest ? { repository: `${host}/${path}`, digest } : undefined;
}
