import {
  buildClusterImagePolicies,
  buildFluxVerification,
  buildKyvernoClusterPolicy,
  buildKyvernoPolicies,
  buildRatifyPolicy,
  serializeManifests,
  type AdmissionNote,
  type AdmissionPolicyOptions,
  type RepositoryFile,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { formatFileCount } from '../../progress';
import type { WaybillSettings } from '../../settings';
import { ShipError } from '../../ShipError';

/** Engines, by the name of their file. */
export const ENGINES = [
  'kyverno',
  'kyverno-cluster-policy',
  'policy-controller',
  'ratify',
  'flux',
] as const;
export type PolicyEngine = (typeof ENGINES)[number];

export interface PoliciesInput {
  readonly policy?: string;
  readonly engines: readonly PolicyEngine[];
  readonly enforcement?: 'audit' | 'enforce';
  readonly namespaces?: readonly string[];
  readonly name?: string;
  readonly targetPath?: string;
}

/** The files, before they are written. */
export interface PoliciesPlan {
  readonly policy: string;
  readonly enforcement: 'audit' | 'enforce';
  readonly targetPath: string;
  readonly files: readonly RepositoryFile[];
  /** `kyverno, weaker: …` */
  readonly notes: readonly string[];
}

interface Built {
  readonly objects: readonly object[];
  readonly notes: readonly AdmissionNote[];
}

const BUILDERS: Readonly<
  Record<
    PolicyEngine,
    (policy: TrustPolicy, options: AdmissionPolicyOptions) => Built
  >
> = {
  kyverno: buildKyvernoPolicies,
  'kyverno-cluster-policy': buildKyvernoClusterPolicy,
  'policy-controller': buildClusterImagePolicies,
  ratify: buildRatifyPolicy,
  flux: (policy, options) => {
    const { objects, notes, verify } = buildFluxVerification(policy, options);
    // A patch: what Flux delivers is declared elsewhere.
    const patch = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: { name: 'every-source' },
      spec: { verify },
    };
    return { objects: [...objects, patch], notes };
  },
};

/** @throws ShipError `POLICY_UNKNOWN`, ManifestError */
export function planPolicies(
  input: PoliciesInput,
  policies: readonly TrustPolicy[],
  settings: WaybillSettings,
): PoliciesPlan {
  const policy = choosePolicy(input.policy, policies);
  const options: AdmissionPolicyOptions = {
    enforcement: input.enforcement ?? 'audit',
    ...(input.namespaces && { namespaces: input.namespaces }),
    ...(input.name && { name: input.name }),
    ...(usesPlainHttp(policy, settings) && { isPlainHttp: true }),
  };
  const built = [...new Set(input.engines)].map(engine => ({
    engine,
    ...BUILDERS[engine](policy, options),
  }));
  return {
    policy: policy.name,
    enforcement: options.enforcement,
    targetPath: input.targetPath ?? 'policies',
    files: built.map(({ engine, objects }) => ({
      path: `${engine}.yaml`,
      content: serializeManifests(...objects),
    })),
    notes: built.flatMap(({ engine, notes }) =>
      notes.map(({ effect, message }) => `${engine}, ${effect}: ${message}`),
    ),
  };
}

function choosePolicy(
  name: string | undefined,
  policies: readonly TrustPolicy[],
): TrustPolicy {
  const found =
    name === undefined && policies.length === 1
      ? policies[0]
      : policies.find(policy => policy.name === name);
  if (!found) {
    throw new ShipError({
      code: 'POLICY_UNKNOWN',
      message: `${
        name === undefined
          ? 'Which trust policy is not said'
          : `There is no trust policy '${name}'`
      }: waybill.verification.policies has ${
        policies.map(policy => `'${policy.name}'`).join(', ') || 'none'
      }`,
    });
  }
  return found;
}

function usesPlainHttp(
  { repositories }: TrustPolicy,
  { registries }: WaybillSettings,
): boolean {
  return registries.some(
    ({ host, isPlainHttp }) =>
      isPlainHttp && repositories.some(glob => glob.startsWith(`${host}/`)),
  );
}

export function describePolicies(plan: PoliciesPlan): string[] {
  return [
    `Plan: write the trust policy '${plan.policy}' (${
      plan.enforcement
    }) as ${formatFileCount(plan.files.length)} to '${plan.targetPath}'`,
    ...plan.files.map(file => `  ${file.path}`),
    ...plan.notes.map(note => `  ${note}`),
  ];
}
