import { apiVersionOf, type KindDefinition } from '../kinds';
import type { JsonObject, KubernetesObject } from '../KubernetesObject';
import { eventsGroup, fromEventsV1, toEventsV1 } from './eventsGroup';

/** How the objects of a kind look under the group and version of a URL. */
export interface WireView {
  readonly kind: KindDefinition;
  readonly apiVersion: string;
  toWire(object: KubernetesObject): KubernetesObject;
  fromWire(object: JsonObject): JsonObject;
}

/** The view of a kind under a group and version; events have a second group with other field names. */
export function wireViewOf(
  kind: KindDefinition,
  group: string,
  version: string,
): WireView {
  const apiVersion = apiVersionOf({ group, version });
  if (group === eventsGroup)
    return { kind, apiVersion, toWire: toEventsV1, fromWire: fromEventsV1 };
  const stored = apiVersionOf(kind);
  return {
    kind,
    apiVersion,
    toWire: object =>
      object.apiVersion === apiVersion ? object : { ...object, apiVersion },
    fromWire: object =>
      object.apiVersion === apiVersion
        ? { ...object, apiVersion: stored }
        : object,
  };
}
