import { randomInt } from 'node:crypto';
import type { KindDefinition } from '../kinds';
import { StatusError, type StatusCause } from '../StatusError';
import type { KubernetesObject } from '../KubernetesObject';

// Without vowels and look-alikes, as in k8s.io/apimachinery: no words, no confusion.
const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const maxGeneratedBase = 63 - suffixLength;

const subdomain =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const labelName =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Random letters and digits as Kubernetes appends them to generated names. */
export function randomSuffix(length = suffixLength): string {
  return Array.from(
    { length },
    () => suffixAlphabet[randomInt(suffixAlphabet.length)],
  ).join('');
}

/** The name that an object asks for, made from generateName where it has none. */
export function nameFor(
  kind: KindDefinition,
  object: KubernetesObject,
): string {
  const { name, generateName } = object.metadata;
  if (name) return name;
  if (generateName)
    return `${generateName.slice(0, maxGeneratedBase)}${randomSuffix()}`;
  throw StatusError.invalid(kind, '', [
    {
      reason: 'FieldValueRequired',
      message: 'Required value: name or generateName is required',
      field: 'metadata.name',
    },
  ]);
}

/** What is wrong with the metadata of an object. */
export function metadataCauses(
  kind: KindDefinition,
  object: KubernetesObject,
): StatusCause[] {
  const { name, labels } = object.metadata;
  const causes: StatusCause[] = [];
  const isLabel = kind.kind === 'Namespace' || kind.kind === 'Service';
  const isValid = isLabel
    ? label.test(name) && name.length <= 63
    : subdomain.test(name) && name.length <= 253;
  // Names of some kinds (RBAC, events in old clusters) are looser in Kubernetes; none of them is served here.
  if (!isValid) {
    const rule = isLabel
      ? "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc')"
      : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com')";
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(name)}: ${rule}`,
      field: 'metadata.name',
    });
  }
  for (const [key, value] of Object.entries(labels ?? {})) {
    const isGood =
      labelName.test(key) &&
      typeof value === 'string' &&
      value.length <= 63 &&
      labelValue.test(value);
    if (isGood) continue;
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(
        labelName.test(key) ? value : key,
      )}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
      field: 'metadata.labels',
    });
  }
  return causes;
}
