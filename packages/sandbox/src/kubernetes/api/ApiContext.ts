import type { Admission } from '../Admission';
import type { KindCatalog, KindDefinition } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import type { ObjectStore } from '../store';

/** What every operation of the API works on. */
export interface ApiContext {
  readonly store: ObjectStore;
  readonly kinds: KindCatalog;
  readonly admission: Admission;
  readonly now: () => Date;
}

/** Which object of which kind a request is about. */
export interface Target {
  readonly kind: KindDefinition;
  readonly namespace?: string;
  readonly name: string;
}

/** How a write is to be done. */
export interface WriteRequest {
  /** Field manager that is written down. */
  readonly manager: string;
  readonly subresource?: 'status';
  /** All checks, no change. */
  readonly isDryRun?: boolean;
}

/** The object, or the 404 that kubectl knows. */
export function readObject(
  context: ApiContext,
  { kind, namespace, name }: Target,
): KubernetesObject {
  const found = context.store.get(kind.kind, namespace, name);
  if (!found) throw StatusError.notFound(kind, name);
  return found;
}
