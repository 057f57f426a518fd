import type { ClusterEvent } from '../ClusterClient';
import type { KindDefinition } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import type { StoreEvent } from '../store';
import type { ApiContext } from './ApiContext';
import {
  type ListRequest,
  matcherOf,
  parseResourceVersion,
} from './listObjects';

/**
 * Tells of changes after a resourceVersion; without one (or with 0) first of all that exists, as ADDED.
 *
 * @param isInitial - whether to begin with all that exists even though a resourceVersion is given
 * @returns how to stop. Throws a 410 when the version is forgotten.
 */
export function watchObjects(
  context: ApiContext,
  kind: KindDefinition,
  request: ListRequest & { isInitial?: boolean },
  onEvent: (event: ClusterEvent) => void,
): () => void {
  const isMatch = matcherOf(kind, request);
  const wanted = parseResourceVersion(request.resourceVersion);
  const current = context.store.resourceVersion;
  if (wanted > current)
    throw StatusError.tooLargeResourceVersion(wanted, current);
  const isFromStart = request.isInitial || wanted === 0;
  if (isFromStart) {
    for (const object of context.store.list(kind.kind, request.namespace)) {
      if (isMatch(object)) onEvent({ type: 'ADDED', object });
    }
  } else {
    const missed = context.store.eventsSince(wanted);
    if (!missed)
      throw StatusError.expired(
        `too old resource version: ${wanted} (${current})`,
      );
    for (const event of missed) deliver(kind, event, isMatch, onEvent);
  }
  // Begun amid a delivery, the store still holds back events that are told already.
  return context.store.subscribe(event => {
    if (event.resourceVersion > current) deliver(kind, event, isMatch, onEvent);
  });
}

/** An object that enters the selection is ADDED for this watch, one that leaves it DELETED. */
function deliver(
  kind: KindDefinition,
  event: StoreEvent,
  isMatch: (object: KubernetesObject) => boolean,
  onEvent: (event: ClusterEvent) => void,
): void {
  if (event.kind !== kind.kind) return;
  const { type, object, previous } = event;
  const wasMatch = previous !== undefined && isMatch(previous);
  const isMatching = type !== 'DELETED' && isMatch(object);
  if (isMatching) onEvent({ type: wasMatch ? 'MODIFIED' : 'ADDED', object });
  else if (wasMatch) onEvent({ type: 'DELETED', object });
}
