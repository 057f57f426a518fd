import type { KubernetesObject } from '../../kubernetes';
import type { PodSpec } from '../workloads';

/** How one run of a container ended. */
export interface Termination {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** The state of a container: exactly one of the three. */
export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly running?: { readonly startedAt: string };
  readonly terminated?: Termination;
}

/** A container's status as the kubelet writes it. */
export interface KubeletContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly imageID: string;
  readonly ready: boolean;
  readonly started: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
}

export interface PodCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
  readonly lastProbeTime: null;
  readonly lastTransitionTime: string;
}

/** A pod's status as the kubelet writes it. */
export interface KubeletPodStatus {
  readonly phase?: string;
  readonly conditions?: readonly PodCondition[];
  readonly containerStatuses?: readonly KubeletContainerStatus[];
  readonly initContainerStatuses?: readonly KubeletContainerStatus[];
  readonly [field: string]: unknown;
}

export type KubeletPod = KubernetesObject<PodSpec, KubeletPodStatus>;

/** The InferenceService whose server runs in the pod. */
export function serviceOf(pod: KubeletPod): string | undefined {
  return pod.metadata.labels?.['serving.kserve.io/inferenceservice'];
}

/** Whether the container is the model server, the one that loads and fails. */
export function isModelServer(name: string): boolean {
  return name === 'kserve-container';
}
