import type { Admission } from './Admission';
import type { ClusterClient } from './ClusterClient';
import type { KubernetesObject } from './KubernetesObject';
import type { PodLogs } from './PodLogs';

/** How to start one of the sandbox's clusters. */
export interface ClusterOptions {
  /** Its name: the cluster, context and user of its kubeconfig. */
  readonly name: string;
  /** Port on loopback; 0 for any free one. */
  readonly port: number;
  /** A folder of this cluster alone: authority, token and objects are kept there. */
  readonly stateDir: string;
  readonly log?: (line: string) => void;
  /** Clock of timestamps and expiries, for tests. */
  readonly now?: () => Date;
}

/** A kubeconfig file's content with one context. */
export interface Kubeconfig {
  readonly apiVersion: 'v1';
  readonly kind: 'Config';
  readonly clusters: {
    name: string;
    cluster: { server: string; 'certificate-authority-data': string };
  }[];
  readonly users: { name: string; user: { token: string } }[];
  readonly contexts: {
    name: string;
    context: { cluster: string; user: string; namespace?: string };
  }[];
  readonly 'current-context': string;
}

/** A cluster that answers. */
export interface RunningCluster {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  /** The authority's certificate: base64 of PEM, as a kubeconfig carries it. */
  readonly caData: string;
  readonly kubeconfig: Kubeconfig;
  /** For players: the same API without the wire. */
  readonly client: ClusterClient;
  /** What the containers printed: written by the kubelet player, served by `pods/log`. */
  readonly podLogs: PodLogs;
  /** Where players that bring webhooks hook in. */
  readonly admission: Admission;
  /** Applies objects by server-side apply, forcing ownership: for bootstrapping a cluster. */
  applyObjects(objects: readonly KubernetesObject[]): void;
  stop(): Promise<void>;
}
