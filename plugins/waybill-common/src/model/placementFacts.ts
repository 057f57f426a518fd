import { shortenDigest } from '../reference/digest';
import { versionOrder } from '../reference/tag';
import {
  findPlacementObjects,
  type PlacementObjects,
} from './findPlacementObjects';
import { readDeploymentModel } from './deploymentModels';
import {
  readReferenceOrUri,
  readStableModel,
  type ModelUri,
} from './modelUris';
import type { Placement } from './placement';
import type { KnownVersion, PlacementInput } from './PlacementInput';
import { toIsoTime } from './time';

/**
 * What all hops of a placement build on, worked out once.
 *
 * @internal
 */
export interface PlacementFacts extends Omit<PlacementInput, 'now'> {
  readonly now: string;
  readonly objects: PlacementObjects;
  readonly presence: Placement['presence'];
  /** The digest that Git declares, where it names one of this repository. */
  readonly declaredDigest?: string;
  /** The model that the serving object names. */
  readonly servedModel?: ModelUri;
  /** The same model's digest, where it is of this repository. */
  readonly servedDigest?: string;
}

/** @internal */
export function gatherFacts(input: PlacementInput): PlacementFacts {
  const objects = findPlacementObjects(input);
  const served = readServed(objects.serving, input.repository);
  const { declaration, repository } = input;
  const isOurs =
    declaration?.state === 'found' &&
    (declaration.storageUri === undefined ||
      readReferenceOrUri(declaration.storageUri).repository === repository);
  return {
    ...input,
    now: toIsoTime(input.now),
    objects,
    presence: findPresence(input, objects),
    declaredDigest: isOurs ? declaration.digest : undefined,
    servedModel: served,
    servedDigest: served?.repository === repository ? served.digest : undefined,
  };
}

function readServed(
  serving: PlacementObjects['serving'],
  repository: string,
): ModelUri | undefined {
  if (!serving) return undefined;
  return serving.kind === 'Deployment'
    ? readDeploymentModel(serving.object, repository)
    : readStableModel(serving.object);
}

/**
 * The kind of object that serves the model here, or is to: Git names a Deployment's model without a scheme.
 *
 * @internal
 */
export function servingKindOf({
  objects,
  declaration,
}: Pick<PlacementFacts, 'objects' | 'declaration'>): string {
  if (objects.serving) return objects.serving.kind;
  const { storageUri } = declaration ?? {};
  return storageUri === undefined || storageUri.includes('://')
    ? 'InferenceService'
    : 'Deployment';
}

function findPresence(
  input: PlacementInput,
  objects: PlacementObjects,
): Placement['presence'] {
  if (objects.serving || objects.delivery) return 'delivered';
  return ['InferenceService', 'Kustomization'].every(
    kind => knowKind(input, kind).isListed,
  )
    ? 'absent'
    : 'unknown';
}

/** How much is known of one kind in the environment's cluster. @internal */
export interface KindKnowledge {
  /** Whether the cluster has ever told all objects of the kind: only then is one that is not there missing. */
  readonly isListed: boolean;
  /** The cluster does not serve the kind. */
  readonly isAbsent: boolean;
  readonly isFailing: boolean;
  readonly lastContactAt?: string;
  readonly error?: string;
}

/** @internal */
export function knowKind(
  {
    environment,
    observerHealth,
  }: Pick<PlacementInput, 'environment' | 'observerHealth'>,
  kind: string,
): KindKnowledge {
  const health = observerHealth.find(
    candidate =>
      candidate.cluster === environment.cluster && candidate.kind === kind,
  );
  const isListed =
    health?.state === 'watching' ||
    health?.state === 'absent' ||
    health?.lastContactAt !== undefined;
  return {
    isListed,
    isAbsent: health?.state === 'absent',
    isFailing: health?.state === 'failing',
    lastContactAt: health?.lastContactAt,
    error: health?.error,
  };
}

/**
 * The newest version with a digest, or the version that Git says it is where that is one of them.
 *
 * @internal
 */
export function findVersion(
  facts: Pick<PlacementFacts, 'versions' | 'declaration'>,
  digest: string,
): KnownVersion | undefined {
  const versions = facts.versions.items
    .filter(version => version.digest === digest)
    .sort((left, right) => versionOrder(left.tag, right.tag));
  return (
    versions.find(({ tag }) => tag === facts.declaration?.version) ??
    versions[0]
  );
}

/**
 * A digest as a person reads it: `version 1.0.0 (sha256:0f8cc4b8c81d)`.
 *
 * @internal
 */
export function nameDigest(
  facts: Pick<PlacementFacts, 'versions' | 'declaration'>,
  digest: string,
): string {
  const version = findVersion(facts, digest);
  return version
    ? `version ${version.tag} (${shortenDigest(digest)})`
    : shortenDigest(digest);
}
