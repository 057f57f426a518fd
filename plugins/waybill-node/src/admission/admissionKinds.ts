import type { ObservedKind } from '@waybill/backstage-plugin-waybill-common';

/** A kind of policy, by each version under which clusters serve it, newest first. */
export interface AdmissionKind extends Omit<ObservedKind, 'version'> {
  readonly versions: readonly string[];
  /** Read in the environment's namespace only. */
  readonly isNamespaced?: boolean;
}

const KYVERNO_POLICIES = {
  group: 'policies.kyverno.io',
  versions: ['v1', 'v1beta1', 'v1alpha1'],
};

/** Kinds whose objects may refuse a serving object or its pods. */
export const ADMISSION_KINDS: readonly AdmissionKind[] = [
  {
    ...KYVERNO_POLICIES,
    kind: 'ImageValidatingPolicy',
    plural: 'imagevalidatingpolicies',
  },
  {
    ...KYVERNO_POLICIES,
    kind: 'NamespacedImageValidatingPolicy',
    plural: 'namespacedimagevalidatingpolicies',
    isNamespaced: true,
  },
  {
    ...KYVERNO_POLICIES,
    kind: 'ValidatingPolicy',
    plural: 'validatingpolicies',
  },
  {
    ...KYVERNO_POLICIES,
    kind: 'NamespacedValidatingPolicy',
    plural: 'namespacedvalidatingpolicies',
    isNamespaced: true,
  },
  { ...KYVERNO_POLICIES, kind: 'PolicyException', plural: 'policyexceptions' },
  {
    group: 'kyverno.io',
    versions: ['v1'],
    kind: 'ClusterPolicy',
    plural: 'clusterpolicies',
  },
  {
    group: 'kyverno.io',
    versions: ['v1'],
    kind: 'Policy',
    plural: 'policies',
    isNamespaced: true,
  },
  {
    group: 'kyverno.io',
    versions: ['v2', 'v2beta1'],
    kind: 'PolicyException',
    plural: 'policyexceptions',
  },
  {
    group: 'policy.sigstore.dev',
    versions: ['v1beta1', 'v1alpha1'],
    kind: 'ClusterImagePolicy',
    plural: 'clusterimagepolicies',
  },
  {
    group: 'admissionregistration.k8s.io',
    versions: ['v1'],
    kind: 'ValidatingAdmissionPolicy',
    plural: 'validatingadmissionpolicies',
  },
  {
    group: 'admissionregistration.k8s.io',
    versions: ['v1'],
    kind: 'ValidatingAdmissionPolicyBinding',
    plural: 'validatingadmissionpolicybindings',
  },
];
