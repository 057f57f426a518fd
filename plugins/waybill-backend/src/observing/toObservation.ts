import {
  REPORT_KINDS,
  trimObject,
  trimReport,
  type KubernetesObject,
  type Observation,
} from '@waybill/backstage-plugin-waybill-common';

/** What Kubernetes allows, which a cluster that speaks nonsense may not; the database's columns are this wide. */
const LIMITS = {
  apiVersion: 320,
  kind: 63,
  name: 253,
  uid: 128,
  resourceVersion: 128,
} as const;
const NAMESPACE_LIMIT = 63;

/** Of a report only what is about signatures is kept, which may be nothing. */
function trim(object: KubernetesObject): KubernetesObject {
  return trimObject(
    REPORT_KINDS.includes(object.kind ?? '')
      ? trimReport(object) ?? { metadata: object.metadata }
      : object,
  );
}

/**
 * Makes an observation of an object as the cluster sent it.
 *
 * @returns `undefined` where the object has no usable identity
 */
export function toObservation(
  cluster: string,
  object: KubernetesObject,
  observedAt: string,
): Observation | undefined {
  const { metadata } = object;
  const identity = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: metadata?.name,
    uid: metadata?.uid,
    resourceVersion: metadata?.resourceVersion,
  };
  const namespace = metadata?.namespace ?? '';
  if (!isUsable(identity) || !isText(namespace, NAMESPACE_LIMIT)) {
    return undefined;
  }
  return {
    cluster,
    ...identity,
    namespace,
    observedAt,
    object: trim(object),
  };
}

type Identity = Record<keyof typeof LIMITS, string>;

function isUsable(identity: {
  [key in keyof Identity]: unknown;
}): identity is Identity {
  return (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).every(
    key => identity[key] !== '' && isText(identity[key], LIMITS[key]),
  );
}

function isText(value: unknown, limit: number): value is string {
  return (
    typeof value === 'string' && value.length <= limit && !value.includes('\0')
  );
}
