import { readObject, updateObject } from '../api';
import { fieldAt, isJsonObject } from '../fieldPath';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import {
  type RequestContext,
  targetOf,
  writeRequestOf,
} from './RequestContext';
import { contentTypeOf, readRequestBody } from './requestBody';
import { sendJson } from './respond';

/** GET, PUT and PATCH (merge) of `deployments/<name>/scale` and its likes. */
export async function handleScale(context: RequestContext): Promise<void> {
  const target = targetOf(context);
  const live = readObject(context.api, target);
  const { method } = context.request;
  if (method === 'GET') {
    sendJson(context.response, 200, scaleOf(live));
    return;
  }
  const isMerge =
    contentTypeOf(context.request) === 'application/merge-patch+json';
  if (method !== 'PUT' && !(method === 'PATCH' && isMerge))
    throw StatusError.methodNotAllowed();
  const replicas = fieldAt(
    await readRequestBody(context.request),
    'spec.replicas',
  );
  if (
    typeof replicas !== 'number' ||
    !Number.isInteger(replicas) ||
    replicas < 0
  ) {
    throw StatusError.invalid(context.kind, target.name, [
      {
        reason: 'FieldValueInvalid',
        message: 'must be a whole number of at least 0',
        field: 'spec.replicas',
      },
    ]);
  }
  const next = {
    ...live,
    spec: { ...(isJsonObject(live.spec) ? live.spec : {}), replicas },
  };
  sendJson(
    context.response,
    200,
    scaleOf(updateObject(context.api, target, next, writeRequestOf(context))),
  );
}

function scaleOf(object: KubernetesObject): unknown {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  const labels = fieldAt(object, 'spec.selector.matchLabels');
  const selector = isJsonObject(labels)
    ? Object.entries(labels).map(([key, value]) => `${key}=${value}`)
    : [];
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: fieldAt(object, 'spec.replicas') ?? 0 },
    status: {
      replicas: fieldAt(object, 'status.replicas') ?? 0,
      selector: selector.join(','),
    },
  };
}
