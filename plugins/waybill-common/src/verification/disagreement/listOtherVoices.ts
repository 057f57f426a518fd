import { parseFluxRevision } from '../../model/fluxRevision';
import type { PlacementObjects } from '../../model/findPlacementObjects';
import { readCanaries, readStableModel } from '../../model/modelUris';
import type { Observation } from '../../model/observation';
import type { Environment } from '../../model/placement';
import type { KnownVersion } from '../../model/PlacementInput';
import { textAt } from '../../model/untrustedJson';
import { toVoice, type Claim } from './Claim';
import {
  claimsOfConditions,
  claimsOfEvents,
  type DenialInput,
} from './denialVoices';
import { claimOfSource, lookUp, type OwnVerdicts } from './fluxVoices';
import type { OtherVoice } from './OtherVoice';
import { claimsOfReports, type Spoken } from './reportVoices';

/** More voices than a page shows. */
const MAX_VOICES = 50;

/** @public */
export interface OtherVoicesInput extends OwnVerdicts {
  readonly environment: Environment;
  /** Versions of the repository. */
  readonly versions: readonly KnownVersion[];
  /** The digest that Git declares. */
  readonly declaredDigest?: string;
  /** As {@link findPlacementObjects} found them. */
  readonly objects: PlacementObjects;
  /** Of the environment's cluster; reports and events among them are looked at. */
  readonly observations: readonly Observation[];
  /** ISO 8601. */
  readonly now: string;
}

/**
 * What others say of whether the packages and manifests of a placement may be trusted, held against our own verdicts of
 * the same digests: those that differ first. Total and pure: input that makes no sense is left out, and nothing is
 * thrown.
 *
 * @public
 */
export function listOtherVoices(input: OtherVoicesInput): OtherVoice[] {
  const here = input.observations.filter(
    ({ cluster }) => cluster === input.environment.cluster,
  );
  const spoken = listSpoken(input);
  const denials = describeDenials(input, spoken);
  const current = [
    ...listSources(input, here).flatMap(
      source => claimOfSource(source, input) ?? [],
    ),
    ...claimsOfReports(here, spoken, input.repository),
    ...claimsOfConditions(denials),
  ];
  const told = new Set(current.map(speakerOf));
  // What an object says now outdates what an event told of it.
  const past = claimsOfEvents(here, denials, input.now).filter(
    claim => !told.has(speakerOf(claim)),
  );
  return merge([...current, ...past])
    .map(claim => toVoice(withVerdict(claim, input)))
    .sort((left, right) => rankOf(left) - rankOf(right))
    .slice(0, MAX_VOICES);
}

function speakerOf({ source, policy }: Claim): string {
  return `${source} ${policy ?? ''}`;
}

function rankOf({ agreement }: OtherVoice): number {
  return ['differs', 'agrees', 'undecided'].indexOf(agreement);
}

/** The source of the manifests, and whoever fetches the package itself. */
function listSources(
  { objects, repository }: OtherVoicesInput,
  here: readonly Observation[],
): Observation[] {
  const ofPackage = here.filter(
    ({ kind, object }) =>
      kind === 'OCIRepository' &&
      textAt(object, 'spec', 'url') === `oci://${repository}`,
  );
  return [
    ...new Set([...(objects.source ? [objects.source] : []), ...ofPackage]),
  ];
}

/** The objects that others may judge. Of a pod nobody can tell which of its images is meant where none is named. */
function listSpoken({ objects, repository }: OtherVoicesInput): Spoken[] {
  const { serving, deployments, replicaSets, pods } = objects;
  const digest = serving && onlyModelOf(serving, repository);
  return [
    ...(serving
      ? [{ observation: serving, ...(digest !== undefined && { digest }) }]
      : []),
    ...[...pods, ...replicaSets, ...deployments].map(observation => ({
      observation,
    })),
  ];
}

function onlyModelOf(
  { object }: Observation,
  repository: string,
): string | undefined {
  const models = [
    readStableModel(object),
    ...readCanaries(object).map(({ model }) => model),
  ].filter(model => model !== undefined);
  return models.length === 1 && models[0].repository === repository
    ? models[0].digest
    : undefined;
}

function describeDenials(
  input: OtherVoicesInput,
  spoken: readonly Spoken[],
): DenialInput {
  const { objects, repository, environment } = input;
  const { delivery, serving } = objects;
  const attempted = attemptedDigest(input);
  return {
    spoken,
    repository,
    namespace: environment.namespace,
    ...(delivery && { delivery }),
    ...(serving && { servingName: serving.name }),
    ...(attempted !== undefined && { attemptedDigest: attempted }),
  };
}

/** Manifests are published under the version that they are of. */
function attemptedDigest({
  objects,
  versions,
  declaredDigest,
}: OtherVoicesInput): string | undefined {
  const attempted = parseFluxRevision(
    textAt(objects.delivery?.object, 'status', 'lastAttemptedRevision'),
  );
  const version = versions.find(({ tag }) => tag === attempted?.name);
  return version?.digest === declaredDigest ? declaredDigest : undefined;
}

/** Of several pods and what makes them, all say the same of the same: the first is enough. */
function merge(claims: readonly Claim[]): Claim[] {
  const known = new Map<string, Claim>();
  for (const claim of claims) {
    const key = JSON.stringify([
      claim.source,
      claim.about,
      claim.says,
      claim.policy,
      claim.digest,
    ]);
    if (!known.has(key)) known.set(key, claim);
  }
  return [...known.values()];
}

function withVerdict(claim: Claim, { verdicts }: OtherVoicesInput): Claim {
  if (
    claim.verdict ||
    claim.about !== 'package' ||
    claim.digest === undefined
  ) {
    return claim;
  }
  const verdict = lookUp(verdicts, claim.digest);
  return verdict ? { ...claim, verdict } : claim;
}
