import { isJsonObject } from '../fieldPath';
import type { JsonObject, KubernetesObject } from '../KubernetesObject';

/** The newer group under which the same events are served. */
export const eventsGroup = 'events.k8s.io';

/** Core field → field of events.k8s.io/v1. */
const renamed: readonly (readonly [string, string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

export function toEventsV1(event: KubernetesObject): KubernetesObject {
  return {
    ...rename(event as JsonObject, renamed),
    apiVersion: `${eventsGroup}/v1`,
  } as KubernetesObject;
}

export function fromEventsV1(event: JsonObject): JsonObject {
  const back = rename(
    event,
    renamed.map(([core, newer]) => [newer, core] as const),
  );
  if (!isJsonObject(back.source)) delete back.source;
  return { ...back, apiVersion: 'v1' };
}

function rename(
  object: JsonObject,
  names: readonly (readonly [string, string])[],
): JsonObject {
  const copy = { ...object };
  for (const [from, to] of names) {
    if (copy[from] === undefined) continue;
    copy[to] = copy[from];
    delete copy[from];
  }
  return copy;
}
