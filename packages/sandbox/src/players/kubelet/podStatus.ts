import { createHash } from 'node:crypto';
import type {
  KubeletContainerStatus,
  KubeletPod,
  KubeletPodStatus,
  PodCondition,
} from './podObjects';

/** What the kubelet knows of a pod's containers, from which the whole status follows. */
export interface PodRun {
  readonly startTime: string;
  readonly initContainers: readonly KubeletContainerStatus[];
  readonly containers: readonly KubeletContainerStatus[];
}

/** The containers of a pod that has just come to the node. */
export function newRun(pod: KubeletPod, time: string): PodRun {
  const inits = pod.spec?.initContainers ?? [];
  const waiting =
    (reason: string) =>
    ({
      name,
      image,
    }: {
      name: string;
      image: string;
    }): KubeletContainerStatus => ({
      name,
      image,
      imageID: '',
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason } },
      lastState: {},
    });
  const reason = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  return {
    startTime: time,
    initContainers: inits.map(waiting(reason)),
    containers: (pod.spec?.containers ?? []).map(waiting(reason)),
  };
}

/** The pod's status by the kubelet's rules. */
export function statusOf(
  pod: KubeletPod,
  run: PodRun,
  time: string,
): KubeletPodStatus {
  const isInitialized = run.initContainers.every(
    ({ state }) => state.terminated?.exitCode === 0,
  );
  const isReady = isInitialized && run.containers.every(({ ready }) => ready);
  const hasStarted = run.containers.some(
    ({ state, lastState }) =>
      state.running ?? state.terminated ?? lastState.terminated,
  );
  const unready = run.containers
    .filter(({ ready }) => !ready)
    .map(({ name }) => name);
  const notReady = {
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
  const notInitialized = {
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${run.initContainers
      .filter(({ state }) => state.terminated?.exitCode !== 0)
      .map(({ name }) => name)
      .join(' ')}]`,
  };
  const ip = podIpOf(pod);
  return {
    phase: isInitialized && hasStarted ? 'Running' : 'Pending',
    conditions: withTransitions(pod.status?.conditions, time, [
      condition('Initialized', isInitialized, notInitialized),
      condition('Ready', isReady, notReady),
      condition('ContainersReady', isReady, notReady),
      condition('PodScheduled', true),
    ]),
    hostIP: '127.0.0.1',
    hostIPs: [{ ip: '127.0.0.1' }],
    podIP: ip,
    podIPs: [{ ip }],
    startTime: run.startTime,
    ...(run.initContainers.length > 0 && {
      initContainerStatuses: run.initContainers,
    }),
    containerStatuses: run.containers,
    qosClass: qosClassOf(pod),
  };
}

type Wanted = Omit<PodCondition, 'lastTransitionTime'>;

function condition(
  type: string,
  isTrue: boolean,
  why: { reason?: string; message?: string } = {},
): Wanted {
  return {
    type,
    status: isTrue ? 'True' : 'False',
    lastProbeTime: null,
    ...(isTrue ? {} : why),
  };
}

/** `lastTransitionTime` moves only when the status does. */
export function withTransitions(
  before: readonly PodCondition[] | undefined,
  time: string,
  wanted: readonly Wanted[],
): PodCondition[] {
  return wanted.map(next => {
    const previous = before?.find(({ type }) => type === next.type);
    const isSame = previous?.status === next.status;
    return {
      ...next,
      lastTransitionTime: isSame ? previous.lastTransitionTime : time,
    };
  });
}

/** An address that follows from the pod's uid: no bookkeeping. */
function podIpOf(pod: KubeletPod): string {
  const hash = createHash('sha256')
    .update(pod.metadata.uid ?? pod.metadata.name)
    .digest();
  return `10.244.${hash[0]}.${(hash[1] % 254) + 1}`;
}

type Resources = {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
};

/** Guaranteed, Burstable or BestEffort, as Kubernetes classes pods by cpu and memory. */
export function qosClassOf(pod: KubeletPod): string {
  const all = [
    ...(pod.spec?.initContainers ?? []),
    ...(pod.spec?.containers ?? []),
  ];
  const resources = all.map(
    container => (container.resources ?? {}) as Resources,
  );
  const names = ['cpu', 'memory'];
  const isAny = resources.some(({ limits, requests }) =>
    names.some(name => limits?.[name] ?? requests?.[name]),
  );
  if (!isAny) return 'BestEffort';
  const isGuaranteed = resources.every(({ limits, requests }) =>
    names.every(
      name =>
        limits?.[name] !== undefined &&
        (requests?.[name] ?? limits[name]) === limits[name],
    ),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
