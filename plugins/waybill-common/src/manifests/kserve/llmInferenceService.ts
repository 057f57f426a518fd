import { validateVersion } from '../../reference';
import type {
  EnvironmentProfile,
  LlmInferenceServiceSpec,
  PinnedPackage,
  ServingInput,
} from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { checkKubernetesName, checkServingName } from '../kubernetesNames';
import { listCanaries } from './canaries';
import { buildResources } from './containerSettings';
import { buildVariables } from './containerSettings';
import {
  ANNOTATION_VERSION,
  LABEL_KUBERNETES_ID,
  LLM_CONTAINER,
} from './kserveWords';
import { llmLogSettings } from './logLevel';
import { toStorageUri } from './storageUri';

type LlmInput = ServingInput<LlmInferenceServiceSpec>;

/**
 * One LLMInferenceService, and one more for each version under trial: they share a route group, in which each has its
 * weight.
 *
 * @internal
 */
export function buildLlmObjects(input: LlmInput): KubernetesManifest[] {
  const name = checkServingName(input.name);
  const pinned = input.package;
  const canaries = pinned ? listCanaries(input.profile) : [];
  if (!pinned || canaries.length === 0) {
    return [buildObject(input, { name, pinned })];
  }
  const weight = canaries.reduce(
    (rest, { trafficPercent }) => rest - trafficPercent,
    100,
  );
  return [
    buildObject(input, { name, pinned, weight }),
    ...canaries.map(canary =>
      buildObject(input, {
        name: checkKubernetesName(`${name}-${canary.name}`),
        pinned: {
          repository: pinned.repository,
          version: canary.version,
          digest: canary.digest,
        },
        weight: canary.trafficPercent,
      }),
    ),
  ];
}

interface Member {
  readonly name: string;
  readonly pinned?: PinnedPackage;
  /** Where there is a group. */
  readonly weight?: number;
}

function buildObject(
  input: LlmInput,
  { name, pinned, weight }: Member,
): KubernetesManifest {
  const { serving, profile } = input;
  const uri = toStorageUri(serving.storage, pinned);
  const template = buildTemplate(serving, profile);
  const router = buildRouter(serving, input.name, weight);
  return {
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceService',
    metadata: {
      name,
      labels: { [LABEL_KUBERNETES_ID]: input.name },
      ...(pinned &&
        serving.storage.scheme !== 'uri' && {
          annotations: {
            [ANNOTATION_VERSION]: validateVersion(pinned.version),
          },
        }),
    },
    spec: {
      // A group shares one name: KServe routes between members that answer to the same.
      model: {
        ...(uri && { uri }),
        name: serving.servedName ?? input.name,
      },
      ...buildScaling(profile),
      ...(serving.parallelism && {
        parallelism: buildParallelism(serving.parallelism),
      }),
      ...(serving.baseRefs?.length && {
        baseRefs: serving.baseRefs.map(ref => ({ name: ref })),
      }),
      ...(router && { router }),
      ...(template && { template }),
    },
  };
}

function buildParallelism({
  tensor,
  pipeline,
  data,
  dataLocal,
}: NonNullable<LlmInferenceServiceSpec['parallelism']>) {
  return {
    ...(tensor !== undefined && { tensor }),
    ...(pipeline !== undefined && { pipeline }),
    ...(data !== undefined && { data, dataLocal: dataLocal ?? data }),
  };
}

function buildRouter(
  { isRouted }: LlmInferenceServiceSpec,
  group: string,
  weight: number | undefined,
) {
  if (!isRouted) return undefined;
  return {
    gateway: {},
    route: weight === undefined ? {} : { http: {}, group, weight },
    scheduler: {},
  };
}

function buildScaling({ replicas, autoscaling }: EnvironmentProfile) {
  const kind = autoscaling?.class;
  if (kind === 'hpa' || kind === 'keda') {
    return {
      scaling: {
        ...(replicas && {
          minReplicas: replicas.min,
          maxReplicas: replicas.max,
        }),
        wva: { [kind]: {} },
      },
    };
  }
  return replicas ? { replicas: replicas.min } : {};
}

function buildTemplate(
  serving: LlmInferenceServiceSpec,
  profile: EnvironmentProfile,
) {
  const env = buildVariables(
    llmLogSettings(profile.logLevel).env,
    serving.env,
    profile.env,
  );
  const resources = buildResources(profile);
  const { nodeSelector, tolerations } = profile;
  const hasContainer = serving.args?.length || env.length > 0 || resources;
  if (!hasContainer && !nodeSelector && !tolerations) return undefined;
  return {
    containers: [
      {
        name: LLM_CONTAINER,
        ...(serving.args?.length && { args: serving.args }),
        ...(env.length > 0 && { env }),
        ...(resources && { resources }),
      },
    ],
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
  };
}
