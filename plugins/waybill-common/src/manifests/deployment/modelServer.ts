import type {
  DeploymentSpec,
  EnvironmentProfile,
  PinnedPackage,
  ServingInput,
} from '../declaration';
import { buildResources } from '../kserve/containerSettings';
import type { KubernetesManifest } from '../kubernetes';
import { scalingOf } from './autoscaling';
import type { CanaryTrack } from './canaryTracks';
import {
  ANNOTATION_CANARY_PERCENT,
  modelAnnotations,
} from './modelAnnotations';
import { buildModelDelivery, TMP_MOUNT } from './modelDelivery';
import { CONTAINER_SECURITY, POD_SECURITY } from './podSecurity';
import {
  buildProbes,
  DEFAULT_PORT,
  DEFAULT_STARTUP_SECONDS,
  PORT_NAME,
} from './probes';
import { buildServerEnvironment } from './serverEnvironment';
import {
  selectorLabels,
  servingLabels,
  trackName,
  type ServingTrack,
} from './servingLabels';

/** Time for endpoints and gateways to take note that a pod goes, before its server is told to. */
const DRAIN_SECONDS = 10;
const GRACE_SECONDS = 60;

/** Servers that use several GPUs pass tensors through it, and the default of 64 MiB is too small. */
const SHARED_MEMORY = {
  volume: { name: 'shared-memory', emptyDir: { medium: 'Memory' } },
  mount: { name: 'shared-memory', mountPath: '/dev/shm' },
};

/** Name of the container that serves. @internal */
export const SERVER_CONTAINER = 'server';

/** The Deployment of one track. @internal */
export function buildModelServer(
  { name, serving, profile }: ServingInput<DeploymentSpec>,
  pinned: PinnedPackage | undefined,
  canary?: CanaryTrack,
): KubernetesManifest {
  const track = canary?.track ?? 'stable';
  const annotations = modelAnnotations(pinned);
  const labels = servingLabels(name, track);
  const selector = selectorLabels(name, track);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: trackName(name, track),
      labels,
      ...(annotations && {
        annotations: {
          ...annotations,
          ...(canary && {
            [ANNOTATION_CANARY_PERCENT]: `${canary.trafficPercent}`,
          }),
        },
      }),
    },
    spec: {
      ...replicasOf(profile, track),
      revisionHistoryLimit: 3,
      progressDeadlineSeconds:
        (serving.startupSeconds ?? DEFAULT_STARTUP_SECONDS) + 300,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      },
      selector: { matchLabels: selector },
      template: {
        metadata: { labels, ...(annotations && { annotations }) },
        spec: buildPod(serving, profile, pinned, selector),
      },
    },
  };
}

/** What an autoscaler writes must not be declared: Flux and Argo CD would set it back again and again. */
function replicasOf(profile: EnvironmentProfile, track: ServingTrack) {
  if (track !== 'stable') return { replicas: 1 };
  const isScaled = scalingOf(profile) !== undefined;
  return isScaled || !profile.replicas
    ? {}
    : { replicas: profile.replicas.min };
}

function buildPod(
  spec: DeploymentSpec,
  profile: EnvironmentProfile,
  pinned: PinnedPackage | undefined,
  selector: Readonly<Record<string, string>>,
) {
  const delivery = buildModelDelivery(spec, pinned);
  const isParallel = (profile.gpu?.count ?? 0) > 1;
  const volumes = [
    { name: TMP_MOUNT.name, emptyDir: {} },
    ...(isParallel ? [SHARED_MEMORY.volume] : []),
    ...delivery.volumes,
  ];
  return {
    ...(spec.serviceAccountName && {
      serviceAccountName: spec.serviceAccountName,
    }),
    automountServiceAccountToken: false,
    // Variables such as VLLM_PORT, made of a Service's name, are read by servers that mean something else.
    enableServiceLinks: false,
    ...(spec.imagePullSecrets?.length && {
      imagePullSecrets: spec.imagePullSecrets.map(name => ({ name })),
    }),
    securityContext: POD_SECURITY,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selector },
      },
    ],
    ...(profile.nodeSelector && { nodeSelector: profile.nodeSelector }),
    ...(profile.tolerations?.length && { tolerations: profile.tolerations }),
    ...(delivery.initContainers.length > 0 && {
      initContainers: delivery.initContainers,
    }),
    containers: [
      buildServer(spec, profile, {
        image: delivery.image,
        mounts: [
          TMP_MOUNT,
          ...(isParallel ? [SHARED_MEMORY.mount] : []),
          ...delivery.mounts,
        ],
      }),
    ],
    volumes,
  };
}

function buildServer(
  spec: DeploymentSpec,
  profile: EnvironmentProfile,
  given: { readonly image?: string; readonly mounts: readonly object[] },
) {
  const resources = buildResources(profile);
  return {
    name: SERVER_CONTAINER,
    ...(given.image && { image: given.image }),
    ...(spec.command?.length && { command: spec.command }),
    ...(spec.args?.length && { args: spec.args }),
    env: buildServerEnvironment(spec, profile),
    ports: [{ name: PORT_NAME, containerPort: spec.port ?? DEFAULT_PORT }],
    ...buildProbes(spec),
    lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
    ...(resources && { resources }),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: given.mounts,
  };
}
