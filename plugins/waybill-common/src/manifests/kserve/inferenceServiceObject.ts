import { validateVersion } from '../../reference';
import type {
  InferenceServiceSpec,
  PinnedPackage,
  ServingInput,
} from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { checkServingName } from '../kubernetesNames';
import { buildPredictorScaling } from './autoscaling';
import { listCanaries, type NamedCanary } from './canaries';
import {
  ANNOTATION_DEPLOYMENT_MODE,
  ANNOTATION_VERSION,
  LABEL_KUBERNETES_ID,
  MODEL_SERVER_CONTAINER,
} from './kserveWords';
import { buildModelServer } from './modelServer';
import type { ServingRuntimeFacts } from './servingRuntimes';
import { toStorageUri } from './storageUri';

/**
 * One InferenceService. In Knative mode the version under trial is the one that is pinned: Knative keeps the last
 * revision that had all traffic, and gives it what the canary does not get.
 *
 * @internal
 */
export function buildInferenceServiceObject(
  input: ServingInput<InferenceServiceSpec>,
  runtimes?: readonly ServingRuntimeFacts[],
): KubernetesManifest {
  const { serving, profile } = input;
  const name = checkServingName(input.name);
  const canaries = input.package ? listCanaries(profile) : [];
  const [canary] = canaries;
  const isKnativeTrial = serving.deploymentMode === 'Knative' && canary;
  const pinned =
    isKnativeTrial && input.package
      ? { ...input.package, ...canary }
      : input.package;
  const scaling = buildPredictorScaling(serving.deploymentMode, profile);
  const server = { serving, profile, runtimes };
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      labels: { [LABEL_KUBERNETES_ID]: name },
      annotations: {
        // KServe's shipped configuration defaults to Knative, its code to Standard: only the annotation is certain.
        [ANNOTATION_DEPLOYMENT_MODE]: serving.deploymentMode,
        ...scaling.annotations,
        ...versionAnnotation(serving, pinned),
      },
    },
    spec: {
      predictor: {
        ...scaling.fields,
        ...(isKnativeTrial && { canaryTrafficPercent: canary.trafficPercent }),
        ...placementOf(input),
        ...buildModelServer({
          ...server,
          storageUri: toStorageUri(serving.storage, pinned),
        }),
      },
      ...(serving.transformer && { transformer: serving.transformer }),
      ...(serving.explainer && { explainer: serving.explainer }),
      ...(serving.deploymentMode === 'Standard' &&
        canaries.length > 0 && {
          canary: canaries.map(trial => buildStandardCanary(input, trial)),
        }),
    },
  };
}

/** KServe lays the canary over the stable predictor: only what differs is written, and what the schema asks for. */
function buildStandardCanary(
  { serving, package: pinned }: ServingInput<InferenceServiceSpec>,
  canary: NamedCanary,
) {
  return {
    trafficPercent: canary.trafficPercent,
    predictor: {
      name: canary.name,
      annotations: { [ANNOTATION_VERSION]: validateVersion(canary.version) },
      model: {
        // KServe's full definition asks for it here, and for the stable predictor it does not.
        name: MODEL_SERVER_CONTAINER,
        modelFormat: { name: serving.modelFormat?.name ?? '' },
        storageUri: toStorageUri(
          serving.storage,
          pinned && { repository: pinned.repository, digest: canary.digest },
        ),
      },
    },
  };
}

/** What a `uri` points at is no version of ours. */
function versionAnnotation(
  { storage }: InferenceServiceSpec,
  pinned: Pick<PinnedPackage, 'version'> | undefined,
): Readonly<Record<string, string>> {
  return pinned && storage.scheme !== 'uri'
    ? { [ANNOTATION_VERSION]: validateVersion(pinned.version) }
    : {};
}

function placementOf({
  serving: { serviceAccountName },
  profile: { nodeSelector, tolerations },
}: ServingInput<InferenceServiceSpec>) {
  return {
    ...(serviceAccountName && { serviceAccountName }),
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
  };
}
