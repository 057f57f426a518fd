import { fieldAt, isJsonObject, isSameJson } from '../fieldPath';
import type { KindDefinition } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError, type StatusCause } from '../StatusError';
import { metadataCauses } from './names';

const maxAnnotationBytes = 256 * 1024;

/** Refuses an object that the kind's definition (or Kubernetes at large) does not allow, with every cause at once. */
export function validateObject(
  kind: KindDefinition,
  object: KubernetesObject,
  live?: KubernetesObject,
): void {
  const causes = [
    ...metadataCauses(kind, object),
    ...annotationCauses(object),
    ...requiredCauses(kind, object),
    ...patternCauses(kind, object),
    ...enumCauses(kind, object),
    ...(live ? immutableCauses(kind, object, live) : []),
  ];
  if (causes.length > 0)
    throw StatusError.invalid(kind, object.metadata.name, causes);
}

function annotationCauses(object: KubernetesObject): StatusCause[] {
  const entries = Object.entries(object.metadata.annotations ?? {});
  const notText = entries.find(([, value]) => typeof value !== 'string');
  if (notText) {
    throw StatusError.badRequest(
      `${object.kind} in version "${object.apiVersion}" cannot be handled as a ${object.kind}: annotation ${notText[0]} is not a string`,
    );
  }
  const size = entries.reduce(
    (sum, [name, value]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (size <= maxAnnotationBytes) return [];
  const message = `Too long: may not be more than ${maxAnnotationBytes} bytes`;
  return [
    { reason: 'FieldValueTooLong', message, field: 'metadata.annotations' },
  ];
}

/** A path is missing only where its parent is there: `spec.verify.provider` asks nothing of an object without verify. */
function requiredCauses(
  kind: KindDefinition,
  object: KubernetesObject,
): StatusCause[] {
  return (kind.required ?? []).flatMap((path): StatusCause[] => {
    const at = path.lastIndexOf('.');
    const parent = at < 0 ? object : fieldAt(object, path.slice(0, at));
    if (!isJsonObject(parent) || parent[path.slice(at + 1)] !== undefined)
      return [];
    return [
      { reason: 'FieldValueRequired', message: 'Required value', field: path },
    ];
  });
}

function patternCauses(
  kind: KindDefinition,
  object: KubernetesObject,
): StatusCause[] {
  return Object.entries(kind.patterns ?? {}).flatMap(
    ([path, pattern]): StatusCause[] => {
      const value = fieldAt(object, path);
      if (
        value === undefined ||
        (typeof value === 'string' && new RegExp(pattern).test(value))
      )
        return [];
      const message = `Invalid value: ${JSON.stringify(
        value,
      )}: ${path} in body should match '${pattern}'`;
      return [{ reason: 'FieldValueInvalid', message, field: path }];
    },
  );
}

function enumCauses(
  kind: KindDefinition,
  object: KubernetesObject,
): StatusCause[] {
  return Object.entries(kind.enums ?? {}).flatMap(
    ([path, allowed]): StatusCause[] => {
      const value = fieldAt(object, path);
      if (value === undefined || allowed.includes(String(value))) return [];
      const supported = allowed.map(word => JSON.stringify(word)).join(', ');
      const message = `Unsupported value: ${JSON.stringify(
        value,
      )}: supported values: ${supported}`;
      return [{ reason: 'FieldValueNotSupported', message, field: path }];
    },
  );
}

function immutableCauses(
  kind: KindDefinition,
  object: KubernetesObject,
  live: KubernetesObject,
): StatusCause[] {
  return (kind.immutable ?? []).flatMap((path): StatusCause[] => {
    const value = fieldAt(object, path);
    const before = fieldAt(live, path);
    if (before === undefined || isSameJson(before, value)) return [];
    const message = `Invalid value: ${JSON.stringify(
      value ?? null,
    )}: field is immutable`;
    return [{ reason: 'FieldValueInvalid', message, field: path }];
  });
}
