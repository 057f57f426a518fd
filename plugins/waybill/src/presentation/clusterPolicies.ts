import {
  buildClusterImagePolicies,
  buildFluxVerification,
  buildKyvernoClusterPolicy,
  buildKyvernoPolicies,
  buildRatifyPolicy,
  serializeManifests,
  type AdmissionNote,
  type AdmissionNoteEffect,
  type AdmissionPolicyObject,
  type AdmissionPolicyOptions,
  type AdmissionPolicySet,
  type TrustPolicySummary,
} from '@waybill/backstage-plugin-waybill-common';

/** An engine that guards clusters, and how a trust policy is written for it. */
export interface PolicyEngine {
  readonly id:
    | 'kyverno'
    | 'kyverno-cluster-policy'
    | 'ratify'
    | 'policy-controller'
    | 'flux';
  readonly label: string;
  readonly description: string;
  /** Whether it can look on without refusing. */
  readonly canAudit: boolean;
  readonly build: (
    policy: TrustPolicySummary,
    options: AdmissionPolicyOptions,
  ) => AdmissionPolicySet<AdmissionPolicyObject>;
}

export const POLICY_ENGINES: readonly PolicyEngine[] = [
  {
    id: 'kyverno',
    label: 'Kyverno, ImageValidatingPolicy',
    description:
      'Kyverno 1.17 and newer: models of KServe, image volumes, pods.',
    canAudit: true,
    build: buildKyvernoPolicies,
  },
  {
    id: 'kyverno-cluster-policy',
    label: 'Kyverno, ClusterPolicy',
    description: 'Older versions of Kyverno.',
    canAudit: true,
    build: buildKyvernoClusterPolicy,
  },
  {
    id: 'ratify',
    label: 'Ratify with Gatekeeper',
    description: 'Gatekeeper asks Ratify about each image.',
    canAudit: true,
    build: buildRatifyPolicy,
  },
  {
    id: 'policy-controller',
    label: 'policy-controller',
    description: "Sigstore's own, for the images of pods.",
    canAudit: true,
    build: buildClusterImagePolicies,
  },
  {
    id: 'flux',
    label: 'Flux',
    description:
      'Verifies the manifests that it delivers: a part of each OCIRepository.',
    canAudit: false,
    build: buildFlux,
  },
];

/** A policy for a cluster, to be read and taken along; or why there is none. */
export type ClusterPolicy =
  | {
      readonly yaml: string;
      readonly fileName: string;
      readonly notes: readonly AdmissionNote[];
    }
  | { readonly problem: string };

export function generateClusterPolicy(
  engine: PolicyEngine,
  policy: TrustPolicySummary,
  options: AdmissionPolicyOptions,
): ClusterPolicy {
  try {
    const { objects, notes } = engine.build(policy, options);
    return {
      yaml: serializeManifests(...objects),
      fileName: `${engine.id}-${policy.name.replace(/[^\w.-]+/g, '-')}.yaml`,
      notes,
    };
  } catch (error) {
    return {
      problem: `${
        (error as Error).message
      }. Change it in waybill.verification.policies, or choose another trust policy or engine.`,
    };
  }
}

/** Those that make the policy say less come first. */
const EFFECTS: readonly AdmissionNoteEffect[] = ['weaker', 'needs', 'stricter'];

export function sortNotes(notes: readonly AdmissionNote[]): AdmissionNote[] {
  return [...notes].sort(
    (left, right) =>
      EFFECTS.indexOf(left.effect) - EFFECTS.indexOf(right.effect),
  );
}

/** A patch of what each OCIRepository needs, beside the objects that it names. */
function buildFlux(
  policy: TrustPolicySummary,
  options: AdmissionPolicyOptions,
): AdmissionPolicySet<AdmissionPolicyObject> {
  const { verify, objects, notes } = buildFluxVerification(policy, options);
  const patch = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: 'NAME-OF-YOUR-OCIREPOSITORY', namespace: 'flux-system' },
    spec: { verify },
  };
  return { objects: [...objects, patch], notes };
}
