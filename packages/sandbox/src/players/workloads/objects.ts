import type {
  JsonObject,
  KubernetesObject,
} from '../../kubernetes/KubernetesObject';

/** The condition that core and apps kinds share. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
}

/** A container as far as the players look at it. */
export type Container = {
  name: string;
  image: string;
  args?: string[];
  env?: { name: string; value?: string }[];
  volumeMounts?: { name: string; mountPath: string }[];
  resources?: JsonObject;
  securityContext?: JsonObject;
  [field: string]: unknown;
};

/** A pod's specification as far as the players look at it. */
export type PodSpec = {
  containers: Container[];
  initContainers?: Container[];
  volumes?: { name: string; [source: string]: unknown }[];
  nodeName?: string;
  shareProcessNamespace?: boolean;
  [field: string]: unknown;
};

/** The pod that a controller makes. */
export type PodTemplate = {
  metadata: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: PodSpec;
};

export type ContainerStatus = {
  name: string;
  ready: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  state: {
    running?: { startedAt: string };
    waiting?: { reason: string; message?: string };
    terminated?: { exitCode: number; reason?: string; message?: string };
  };
  lastState?: {
    terminated?: { exitCode: number; reason?: string; message?: string };
  };
};

export type Pod = KubernetesObject<
  PodSpec,
  {
    phase?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  }
>;

export type ReplicaSet = KubernetesObject<
  {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: PodTemplate;
  },
  {
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
  }
>;

export type Deployment = KubernetesObject<
  {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: PodTemplate;
    [field: string]: unknown;
  },
  {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    conditions?: Condition[];
  }
>;

/** Whether the kubelet says that the pod serves. */
export function isPodReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    ) ?? false
  );
}

/** `namespace/name`, the key of the work queues. */
export function keyOf(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** The name of the controller of this kind that made the object, where there is one. */
export function controllerName(
  object: KubernetesObject,
  kind: string,
): string | undefined {
  return object.metadata.ownerReferences?.find(
    owner => owner.controller && owner.kind === kind,
  )?.name;
}

/** Names a controller as the owner of what it makes. */
export function ownedBy(owner: KubernetesObject) {
  return [
    {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid ?? '',
      controller: true,
      blockOwnerDeletion: true,
    },
  ];
}
