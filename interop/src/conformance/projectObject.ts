import { at, compact, isObject, listAt, type Json } from './Json';

type Projection = (object: Json) => Readonly<Record<string, Json | undefined>>;

/**
 * What of an object the rules of Waybill read or a person is shown. The rest (defaults of the API server, fields of a
 * pod's specification that no rule reads) may differ between a player and the real controller.
 */
const PROJECTIONS: Readonly<Record<string, Projection>> = {
  InferenceService: object => ({
    annotations: annotationsOf(object, [
      'serving.kserve.io/deploymentMode',
      'waybill.dev/version',
    ]),
    storageUri: at(object, 'spec', 'predictor', 'model', 'storageUri'),
    modelFormat: at(
      object,
      'spec',
      'predictor',
      'model',
      'modelFormat',
      'name',
    ),
    conditions: conditionsOf(object),
    modelStatus: modelStatusOf(object),
    url: at(object, 'status', 'url'),
    deploymentMode: at(object, 'status', 'deploymentMode'),
    runtime: at(object, 'status', 'clusterServingRuntimeName'),
    predictor: at(object, 'status', 'components', 'predictor'),
  }),
  OCIRepository: object => ({
    ...sourceOf(object),
    verify: at(object, 'spec', 'verify'),
  }),
  GitRepository: sourceOf,
  Kustomization: object => ({
    conditions: conditionsOf(object),
    isCurrent: isGenerationObserved(object),
    lastAppliedRevision: at(object, 'status', 'lastAppliedRevision'),
    lastAttemptedRevision: at(object, 'status', 'lastAttemptedRevision'),
    inventory: listAt(object, 'status', 'inventory', 'entries'),
  }),
  Deployment: object => ({
    conditions: conditionsOf(object),
    isCurrent: isGenerationObserved(object),
    images: listAt(object, 'spec', 'template', 'spec', 'containers').map(
      container => at(container, 'image') ?? null,
    ),
    templateAnnotations: at(
      object,
      'spec',
      'template',
      'metadata',
      'annotations',
    ),
    templateLabels: at(object, 'spec', 'template', 'metadata', 'labels'),
    ...replicasOf(object),
    updatedReplicas: at(object, 'status', 'updatedReplicas'),
  }),
  ReplicaSet: replicasOf,
  Pod: object => ({
    annotations: at(object, 'metadata', 'annotations'),
    phase: at(object, 'status', 'phase'),
    isDeleted: at(object, 'metadata', 'deletionTimestamp') !== undefined,
    conditions: conditionsOf(object),
    containers: listAt(object, 'status', 'containerStatuses').map(containerOf),
    initContainers: listAt(object, 'status', 'initContainerStatuses').map(
      containerOf,
    ),
  }),
};

/** Kinds of which objects are compared. */
export const PROJECTED_KINDS = Object.keys(PROJECTIONS);

/** @returns the projection, or `undefined` for a kind that is not compared */
export function projectObject(object: Json): Json | undefined {
  const kind = at(object, 'kind');
  const projection = typeof kind === 'string' ? PROJECTIONS[kind] : undefined;
  if (!projection) {
    return undefined;
  }
  return compact({
    kind,
    name: at(object, 'metadata', 'name'),
    namespace: at(object, 'metadata', 'namespace'),
    labels: at(object, 'metadata', 'labels'),
    owners: listAt(object, 'metadata', 'ownerReferences').map(owner =>
      compact({ kind: at(owner, 'kind'), name: at(owner, 'name') }),
    ),
    ...projection(object),
  });
}

function sourceOf(object: Json): Record<string, Json | undefined> {
  return {
    conditions: conditionsOf(object),
    isCurrent: isGenerationObserved(object),
    url: at(object, 'spec', 'url'),
    ref: at(object, 'spec', 'ref'),
    revision: at(object, 'status', 'artifact', 'revision'),
  };
}

function replicasOf(object: Json): Record<string, Json | undefined> {
  return {
    wanted: at(object, 'spec', 'replicas'),
    replicas: at(object, 'status', 'replicas'),
    readyReplicas: at(object, 'status', 'readyReplicas'),
    availableReplicas: at(object, 'status', 'availableReplicas'),
  };
}

function conditionsOf(object: Json): Json {
  return listAt(object, 'status', 'conditions')
    .map(condition =>
      compact({
        type: at(condition, 'type'),
        status: at(condition, 'status'),
        reason: at(condition, 'reason'),
        message: at(condition, 'message'),
        severity: at(condition, 'severity'),
      }),
    )
    .sort((a, b) => String(at(a, 'type')).localeCompare(String(at(b, 'type'))));
}

function modelStatusOf(object: Json): Json | undefined {
  const status = at(object, 'status', 'modelStatus');
  if (!isObject(status)) {
    return undefined;
  }
  const failure = at(status, 'lastFailureInfo');
  return compact({
    ...status,
    lastFailureInfo: isObject(failure)
      ? compact({ ...failure, time: undefined })
      : undefined,
  });
}

function containerOf(status: Json): Json {
  const state = at(status, 'state');
  return compact({
    name: at(status, 'name'),
    image: at(status, 'image'),
    imageID: at(status, 'imageID'),
    ready: at(status, 'ready'),
    restartCount: at(status, 'restartCount'),
    state: isObject(state) ? Object.keys(state) : undefined,
    reason: isObject(state) ? at(Object.values(state)[0], 'reason') : undefined,
  });
}

function annotationsOf(object: Json, names: readonly string[]): Json {
  return compact(
    Object.fromEntries(
      names.map(name => [name, at(object, 'metadata', 'annotations', name)]),
    ),
  );
}

function isGenerationObserved(object: Json): boolean {
  return (
    at(object, 'metadata', 'generation') ===
    at(object, 'status', 'observedGeneration')
  );
}
