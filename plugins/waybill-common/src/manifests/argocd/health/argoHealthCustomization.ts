import { SERVING_HEALTH_LUA } from './servingHealthLua';

const KINDS = [
  'serving.kserve.io_InferenceService',
  'serving.kserve.io_LLMInferenceService',
];

/**
 * Entries for the ConfigMap `argocd-cm`, with which Argo CD shows the health of KServe's objects as it is.
 *
 * @public
 */
export function buildArgoHealthCustomization(): Readonly<
  Record<string, string>
> {
  return Object.fromEntries(
    KINDS.map(kind => [
      `resource.customizations.health.${kind}`,
      SERVING_HEALTH_LUA,
    ]),
  );
}
