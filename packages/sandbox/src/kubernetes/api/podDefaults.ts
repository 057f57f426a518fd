import { isJsonObject } from '../fieldPath';
import type { JsonObject, JsonValue } from '../KubernetesObject';

/** Fills in a PodSpec as Kubernetes does, in place. */
export function defaultPodSpec(spec: unknown): void {
  if (!isJsonObject(spec)) return;
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.restartPolicy ??= 'Always';
  spec.schedulerName ??= 'default-scheduler';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  if (spec.serviceAccountName && !spec.serviceAccount)
    spec.serviceAccount = spec.serviceAccountName;
  for (const field of ['initContainers', 'containers']) {
    const containers = spec[field];
    if (Array.isArray(containers))
      containers.filter(isJsonObject).forEach(defaultContainer);
  }
}

function defaultContainer(container: JsonObject): void {
  container.imagePullPolicy ??= pullPolicyOf(String(container.image ?? ''));
  container.resources ??= {};
  defaultRequests(container.resources);
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    defaultProbe(container[probe]);
  const { ports } = container;
  if (Array.isArray(ports))
    for (const port of ports.filter(isJsonObject)) port.protocol ??= 'TCP';
}

/** A limit without a request is also the request. */
function defaultRequests(resources: JsonValue): void {
  if (!isJsonObject(resources) || !isJsonObject(resources.limits)) return;
  resources.requests = {
    ...resources.limits,
    ...(isJsonObject(resources.requests) ? resources.requests : {}),
  };
}

function pullPolicyOf(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const isLatest = name.endsWith(':latest') || !/[:@]/.test(name);
  return isLatest ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: JsonValue | undefined): void {
  if (!isJsonObject(probe)) return;
  probe.failureThreshold ??= 3;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.timeoutSeconds ??= 1;
  if (isJsonObject(probe.httpGet)) probe.httpGet.scheme ??= 'HTTP';
}
