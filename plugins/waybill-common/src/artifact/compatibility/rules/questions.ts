import type { CompatibilityQuestion } from '../CompatibilityRule';
import { DELIVERY_QUESTIONS } from './deliveryRules';
import { FORMAT_QUESTIONS } from './formatRules';
import { KSERVE_QUESTIONS } from './kserveRules';
import { KUBERNETES_QUESTIONS } from './kubernetesRules';
import { REGISTRY_QUESTIONS } from './registryRules';
import { RUNTIME_QUESTIONS } from './runtimeRules';

/** All that is asked, in the order in which a person would want to know. */
export const COMPATIBILITY_QUESTIONS: readonly CompatibilityQuestion[] = [
  ...FORMAT_QUESTIONS,
  ...KSERVE_QUESTIONS,
  ...KUBERNETES_QUESTIONS,
  ...RUNTIME_QUESTIONS,
  ...REGISTRY_QUESTIONS,
  ...DELIVERY_QUESTIONS,
];
