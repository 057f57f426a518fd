import type { KindDefinition } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import type { ApiContext, WriteRequest } from './ApiContext';
import { nameFor } from './names';
import { writeObject } from './writeObject';

/** Creates an object in a namespace (undefined for a cluster-scoped kind). */
export function createObject(
  context: ApiContext,
  kind: KindDefinition,
  namespace: string | undefined,
  object: KubernetesObject,
  request: WriteRequest,
): KubernetesObject {
  if (object.metadata.resourceVersion) {
    throw StatusError.badRequest(
      'resourceVersion should not be set on objects to be created',
    );
  }
  const metadata = {
    ...object.metadata,
    name: nameFor(kind, object),
    ...(namespace !== undefined && { namespace }),
  };
  if (context.store.get(kind.kind, namespace, metadata.name))
    throw StatusError.alreadyExists(kind, metadata.name);
  requireNamespace(context, kind, namespace, metadata.name);
  return writeObject(context, { kind, next: { ...object, metadata }, request });
}

/** Nothing is created in a namespace that is not there, or that is on its way out. */
export function requireNamespace(
  context: ApiContext,
  kind: KindDefinition,
  namespace: string | undefined,
  name: string,
): void {
  if (namespace === undefined) return;
  const found = context.store.get('Namespace', undefined, namespace);
  const namespaceKind = context.kinds.kindNamed('Namespace');
  if (!found && namespaceKind)
    throw StatusError.notFound(namespaceKind, namespace);
  if (!found?.metadata.deletionTimestamp) return;
  throw StatusError.forbidden(
    `${kind.plural}${
      kind.group && `.${kind.group}`
    } "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    {
      name,
      kind: kind.plural,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  );
}
