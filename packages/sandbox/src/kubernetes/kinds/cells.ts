import { fieldAt, isJsonObject } from '../fieldPath';
import type { KubernetesObject } from '../KubernetesObject';

/** A scalar at a dotted path as text, or undefined where there is none. */
export function fieldOf(
  object: KubernetesObject,
  path: string,
): string | undefined {
  const value = fieldAt(object, path);
  return value === undefined || value === null ? undefined : String(value);
}

/** How many entries a map or list has. */
export function countOf(object: KubernetesObject, path: string): number {
  const value = fieldAt(object, path);
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

/** A map of labels as `a=b,c=d`. */
export function selectorText(object: KubernetesObject, path: string): string {
  const value = fieldAt(object, path);
  const pairs = isJsonObject(value)
    ? Object.entries(value).map(([name, label]) => `${name}=${label}`)
    : [];
  return pairs.join(',') || '<none>';
}

/** Ports of a Service as kubectl shows them. */
export function joinedPorts(object: KubernetesObject): string {
  const ports = fieldAt(object, 'spec.ports');
  if (!Array.isArray(ports)) return '<none>';
  return ports
    .filter(isJsonObject)
    .map(
      port =>
        `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${
          port.protocol ?? 'TCP'
        }`,
    )
    .join(',');
}

/** The address of a Service from outside. */
export function externalAddressOf(object: KubernetesObject): string {
  return fieldOf(object, 'spec.type') === 'ExternalName'
    ? fieldOf(object, 'spec.externalName') ?? ''
    : '<none>';
}

/** Names and images of a pod template's containers. */
export function podTemplateCells(object: KubernetesObject): {
  names: string;
  images: string;
} {
  const containers = fieldAt(object, 'spec.template.spec.containers');
  const list = Array.isArray(containers) ? containers.filter(isJsonObject) : [];
  return {
    names: list.map(container => container.name).join(','),
    images: list.map(container => container.image).join(','),
  };
}
