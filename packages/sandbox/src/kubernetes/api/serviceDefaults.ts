import { createHash } from 'node:crypto';
import { isJsonObject } from '../fieldPath';
import type { KubernetesObject } from '../KubernetesObject';

/** Fills in a Service as Kubernetes does, in place. */
export function defaultService({ spec }: KubernetesObject): void {
  if (!isJsonObject(spec)) return;
  spec.type ??= 'ClusterIP';
  spec.sessionAffinity ??= 'None';
  spec.internalTrafficPolicy ??= 'Cluster';
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  if (!Array.isArray(spec.ports)) return;
  for (const port of spec.ports.filter(isJsonObject)) {
    port.protocol ??= 'TCP';
    port.targetPort ??= port.port;
  }
}

/** An address in 10.96.0.0/16 that follows from the name: no bookkeeping, and the same after a restart. */
export function allocateClusterIp({ spec, metadata }: KubernetesObject): void {
  if (!isJsonObject(spec) || spec.type === 'ExternalName') return;
  if (!spec.clusterIP) {
    const hash = createHash('sha256')
      .update(`${metadata.namespace}/${metadata.name}`)
      .digest();
    spec.clusterIP = `10.96.${hash[0]}.${(hash[1] % 254) + 1}`;
  }
  spec.clusterIPs ??= [spec.clusterIP];
}
