import type { ClusterClient } from '../../kubernetes';

/** The one node of a cluster of the sandbox. It has no GPU: a model that asks for one does not get a place. */
export const nodeName = 'node-0';

const capacity = {
  cpu: '16',
  memory: '64Gi',
  'ephemeral-storage': '200Gi',
  pods: '110',
};

/** Registers the node, or says of the one that is there that it is well. */
export function registerNode(client: ClusterClient, time: string): void {
  if (!client.get({ kind: 'Node', name: nodeName })) {
    client.create({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: nodeName,
        labels: {
          'kubernetes.io/hostname': nodeName,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': process.arch === 'arm64' ? 'arm64' : 'amd64',
        },
      },
      spec: { podCIDR: '10.244.0.0/16' },
    });
  }
  const condition = (
    type: string,
    isTrue: boolean,
    reason: string,
    message: string,
  ) => ({
    type,
    status: isTrue ? 'True' : 'False',
    reason,
    message,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
  });
  const status = {
    capacity,
    allocatable: capacity,
    addresses: [
      { type: 'InternalIP', address: '127.0.0.1' },
      { type: 'Hostname', address: nodeName },
    ],
    conditions: [
      condition(
        'MemoryPressure',
        false,
        'KubeletHasSufficientMemory',
        'kubelet has sufficient memory available',
      ),
      condition(
        'DiskPressure',
        false,
        'KubeletHasNoDiskPressure',
        'kubelet has no disk pressure',
      ),
      condition(
        'PIDPressure',
        false,
        'KubeletHasSufficientPID',
        'kubelet has sufficient PID available',
      ),
      condition(
        'Ready',
        true,
        'KubeletReady',
        'kubelet is posting ready status',
      ),
    ],
    nodeInfo: {
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      operatingSystem: 'linux',
      kubeletVersion: 'v1.36.3-sandbox',
      containerRuntimeVersion: 'sandbox://1',
      osImage: 'Waybill sandbox',
      kernelVersion: 'none',
    },
  };
  client.patch(
    { kind: 'Node', name: nodeName },
    { status },
    { type: 'merge', subresource: 'status', manager: 'kubelet' },
  );
}

/** What the node lacks for a pod's requests, in the scheduler's words; undefined when the pod fits. */
export function lackFor(
  requests: readonly Readonly<Record<string, string>>[],
): string | undefined {
  const asked = new Map<string, number>();
  for (const request of requests) {
    for (const [name, amount] of Object.entries(request))
      asked.set(name, (asked.get(name) ?? 0) + quantityOf(amount));
  }
  const limits: Readonly<Record<string, string>> = capacity;
  const lacking = [...asked]
    .filter(([name, amount]) => amount > quantityOf(limits[name] ?? '0'))
    .map(([name]) => name);
  if (lacking.length === 0) return undefined;
  const reasons = lacking.map(name => `1 Insufficient ${name}`).join(', ');
  return `0/1 nodes are available: ${reasons}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.`;
}

const units: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity (`500m`, `2Gi`) as a number; 0 for what is none. */
export function quantityOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(String(text));
  return match ? Number(match[1]) * (match[2] ? units[match[2]] : 1) : 0;
}
