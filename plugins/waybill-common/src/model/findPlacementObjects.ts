import { manifestsRepositoryOf } from '../manifests';
import {
  isCanaryServer,
  isModelServer,
  isSameModel,
  namesModel,
} from './deploymentModels';
import { readCanaries, readStableModel } from './modelUris';
import type { Observation } from './observation';
import type { Environment } from './placement';
import { listAt, textAt, valueAt } from './untrustedJson';

/** What a Kustomization takes its manifests from. @public */
export interface SourceRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The objects of one model in one environment.
 *
 * @public
 */
export interface PlacementObjects {
  readonly serving?: Observation;
  /** Further serving objects of the environment that serve the same repository. */
  readonly otherServings: readonly Observation[];
  readonly delivery?: Observation;
  readonly sourceRef?: SourceRef;
  readonly source?: Observation;
  readonly deployments: readonly Observation[];
  readonly replicaSets: readonly Observation[];
  readonly pods: readonly Observation[];
}

/** Label of KServe on everything that it makes for an InferenceService. */
const LABEL_ISVC = 'serving.kserve.io/inferenceservice';

/**
 * Picks the objects of a placement out of what was observed: the InferenceService, or the Deployment that somebody
 * declared, by the repository that it takes its model from, or because a Kustomization that delivers the model applied it; the Kustomization by its inventory, or
 * by the source that it is told to apply; pods and what makes them by owner or KServe's label.
 *
 * @public
 */
export function findPlacementObjects(input: {
  readonly environment: Environment;
  readonly repository: string;
  readonly observations: readonly Observation[];
}): PlacementObjects {
  const { environment, repository } = input;
  const here = input.observations.filter(
    ({ cluster }) => cluster === environment.cluster,
  );
  const services = here.filter(
    service =>
      service.namespace === environment.namespace &&
      (service.kind === 'InferenceService' ||
        (service.kind === 'Deployment' && !isCanaryServer(service))),
  );
  const kustomizations = here.filter(isLocalKustomization).sort(byAgeAndName);
  // Looked up for every Kustomization of the cluster, and there may be thousands.
  const sources = indexObjects(here);
  const chosen = kustomizations.filter(kustomization =>
    deliversBySpec(kustomization, environment, repository, sources),
  );
  const candidates = services
    .filter(
      service =>
        takesModelFrom(service, repository) ||
        (canServe(service) &&
          chosen.some(kustomization => hasApplied(kustomization, service))),
    )
    .map(service => ({
      service,
      rank: rankService(service, kustomizations, chosen),
    }))
    .sort(
      (left, right) =>
        left.rank - right.rank || byAgeAndName(left.service, right.service),
    )
    .map(({ service }) => service);
  const serving = candidates[0];
  const delivery =
    (serving && findDeliveryOf(serving, chosen, kustomizations)) ?? chosen[0];
  const sourceRef = delivery && readSourceRef(delivery);
  return {
    serving,
    otherServings: candidates.slice(1),
    delivery,
    sourceRef,
    source: sourceRef && sources.get(keyOf(sourceRef)),
    ...findWorkload(serving, here),
  };
}

function isLocalKustomization({ kind, object }: Observation): boolean {
  return (
    kind === 'Kustomization' &&
    // It applies to another cluster, and its inventory names objects there.
    valueAt(object, 'spec', 'kubeConfig') === undefined
  );
}

/** Flux may apply Deployments of other kinds as well. */
function canServe(service: Observation): boolean {
  return service.kind === 'InferenceService' || namesModel(service);
}

function takesModelFrom(service: Observation, repository: string): boolean {
  if (service.kind === 'Deployment') return isModelServer(service, repository);
  return [
    readStableModel(service.object),
    ...readCanaries(service.object).map(({ model }) => model),
  ].some(model => model?.repository === repository);
}

const INVENTORY_KINDS: Readonly<Record<string, string>> = {
  InferenceService: 'serving.kserve.io_InferenceService',
  Deployment: 'apps_Deployment',
};

/** By the inventory's `<namespace>_<name>_<group>_<kind>`; names have no underscore. */
function hasApplied(kustomization: Observation, service: Observation): boolean {
  const id = `${service.namespace}_${service.name}_${
    INVENTORY_KINDS[service.kind]
  }`;
  return listAt(kustomization.object, 'status', 'inventory', 'entries').some(
    entry => textAt(entry, 'id') === id,
  );
}

function findDeliveryOf(
  service: Observation,
  ...preferred: readonly (readonly Observation[])[]
): Observation | undefined {
  return preferred
    .flat()
    .find(kustomization => hasApplied(kustomization, service));
}

/** What Flux delivers is the model's own and comes first; what is being deleted is on its way out. */
function rankService(
  service: Observation,
  kustomizations: readonly Observation[],
  chosen: readonly Observation[],
): number {
  if (textAt(service.object, 'metadata', 'deletionTimestamp')) return 3;
  if (findDeliveryOf(service, chosen)) return 0;
  return findDeliveryOf(service, kustomizations) ? 1 : 2;
}

/** Whether a Kustomization is told to apply the model's manifests here, even when it has applied nothing yet. */
function deliversBySpec(
  { object, namespace }: Observation,
  environment: Environment,
  repository: string,
  sources: ReadonlyMap<string, Observation>,
): boolean {
  const sourceRef = readSourceRef({ object, namespace });
  const source = sourceRef && sources.get(keyOf(sourceRef));
  const url = source && textAt(source.object, 'spec', 'url');
  if (url !== `oci://${manifestsRepositoryOf(repository)}`) return false;
  const target = textAt(object, 'spec', 'targetNamespace');
  if (target !== undefined) return target === environment.namespace;
  const folder = textAt(object, 'spec', 'path')?.replace(/\/+$/, '');
  return folder?.endsWith(`environments/${environment.name}`) ?? false;
}

function readSourceRef({
  object,
  namespace,
}: Pick<Observation, 'object' | 'namespace'>): SourceRef | undefined {
  const kind = textAt(object, 'spec', 'sourceRef', 'kind');
  const name = textAt(object, 'spec', 'sourceRef', 'name');
  if (kind === undefined || name === undefined) return undefined;
  return {
    kind,
    name,
    namespace: textAt(object, 'spec', 'sourceRef', 'namespace') ?? namespace,
  };
}

function indexObjects(
  observations: readonly Observation[],
): ReadonlyMap<string, Observation> {
  return new Map(
    observations.map(observation => [keyOf(observation), observation]),
  );
}

function keyOf({ kind, namespace, name }: SourceRef): string {
  return `${kind}/${namespace}/${name}`;
}

function findWorkload(
  serving: Observation | undefined,
  observations: readonly Observation[],
): Pick<PlacementObjects, 'deployments' | 'replicaSets' | 'pods'> {
  if (!serving) return { deployments: [], replicaSets: [], pods: [] };
  const find = (kind: string, owners: readonly Observation[]) =>
    observations
      .filter(
        candidate =>
          candidate.kind === kind &&
          candidate.namespace === serving.namespace &&
          belongsTo(candidate, owners, serving),
      )
      .sort(byAgeAndName);
  const deployments =
    serving.kind === 'Deployment'
      ? [serving, ...findCanaries(serving, observations)]
      : find('Deployment', [serving]);
  const replicaSets = find('ReplicaSet', deployments);
  return { deployments, replicaSets, pods: find('Pod', replicaSets) };
}

function findCanaries(
  serving: Observation,
  observations: readonly Observation[],
): Observation[] {
  return observations
    .filter(
      candidate =>
        candidate.kind === 'Deployment' &&
        candidate.namespace === serving.namespace &&
        isCanaryServer(candidate) &&
        isSameModel(candidate, serving),
    )
    .sort(byAgeAndName);
}

function belongsTo(
  { object }: Observation,
  owners: readonly Observation[],
  serving: Observation,
): boolean {
  const ownerUids = readOwnerUids(object);
  return (
    owners.some(({ uid }) => ownerUids.includes(uid)) ||
    (serving.kind === 'InferenceService' &&
      textAt(object, 'metadata', 'labels', LABEL_ISVC) === serving.name)
  );
}

/** @internal */
export function readOwnerUids(object: unknown): string[] {
  return listAt(object, 'metadata', 'ownerReferences').flatMap(
    owner => textAt(owner, 'uid') ?? [],
  );
}

/** Oldest first: which of several is chosen must not change from one look to the next. */
function byAgeAndName(left: Observation, right: Observation): number {
  const key = ({ object, namespace, name }: Observation) =>
    `${
      textAt(object, 'metadata', 'creationTimestamp') ?? '~'
    } ${namespace}/${name}`;
  const [leftKey, rightKey] = [key(left), key(right)];
  if (leftKey === rightKey) return 0;
  return leftKey < rightKey ? -1 : 1;
}
