import { FLUX_NAMESPACE } from '../controlPlane';
import {
  digestOf,
  findPlacement,
  manifestsRepository,
  versionsOf,
  type PlaceUnderTest,
} from '../mainJob';
import { waitUntil } from '../processes';
import { at, isObject, listAt, type Json } from './Json';
import { normalise, type KnownNames } from './normalise';
import { projectObject } from './projectObject';

const KINDS = [
  'inferenceservices.serving.kserve.io',
  'ocirepositories.source.toolkit.fluxcd.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
  'deployments.apps',
  'replicasets.apps',
  'pods',
];

const SETTLE_DEADLINE_MS = 90_000;
const QUIET_MS = 2_000;
const SHORT_DIGEST_LENGTH = 'sha256:'.length + 12;

/**
 * Records what the cluster holds and what the portal says of a model after a step, once neither moves any more.
 */
export async function recordStep(
  place: PlaceUnderTest,
  model: string,
): Promise<Json> {
  let last: Json | undefined;
  let unchangedSince = Date.now();
  return await waitUntil(
    async () => {
      const record = await readRecord(place, model);
      if (JSON.stringify(record) !== JSON.stringify(last)) {
        last = record;
        unchangedSince = Date.now();
      }
      const isQuiet = Date.now() - unchangedSince >= QUIET_MS;
      const isAtRest = !isReconciling(record) && !isVerifying(record);
      return isQuiet && isAtRest ? record : undefined;
    },
    {
      what: `${model} (${place.label}) to come to rest`,
      deadlineMs: SETTLE_DEADLINE_MS,
      intervalMs: 500,
      signal: place.signal,
    },
  );
}

/** Flux is silent for seconds while it waits for health. */
function isReconciling(record: Json): boolean {
  const observations = at(record, 'observations');
  return Object.values(isObject(observations) ? observations : {}).some(
    object =>
      listAt(object, 'conditions').some(
        condition =>
          at(condition, 'type') === 'Ready' &&
          at(condition, 'status') === 'Unknown' &&
          at(condition, 'reason') === 'Progressing',
      ),
  );
}

/** The portal verifies what Flux delivers a moment after Flux has told of it. */
function isVerifying(record: Json): boolean {
  return listAt(record, 'placement', 'otherVoices').some(voice =>
    String(at(voice, 'message')).endsWith('has not checked that digest.'),
  );
}

async function readRecord(place: PlaceUnderTest, model: string): Promise<Json> {
  const names = await knownNames(place, model);
  const overview = await place.portal.overview(model);
  const placement = findPlacement(overview, place.environment);
  const { waybill, environment, ...rest } = placement;
  return {
    observations: await readObservations(place, model, names),
    placement: normalise(
      asJson({ ...rest, environment: environment.name }),
      names,
    ),
    waybill: normalise(asJson(waybill), names),
    versions: normalise(asJson(overview.versions), names),
  };
}

/** Objects of the model by kind and normalised name; those that share one are numbered. */
async function readObservations(
  place: PlaceUnderTest,
  model: string,
  names: KnownNames,
): Promise<Json> {
  const found: Record<string, Json> = {};
  for (const kind of KINDS) {
    for (const namespace of [place.namespace, FLUX_NAMESPACE]) {
      const list = await place.kubectl.getJson<{ items: Json[] }>([
        kind,
        '-n',
        namespace,
      ]);
      for (const object of list.items.filter(item => isOf(item, model))) {
        const projected = normalise(projectObject(object) ?? null, names);
        const label = `${at(projected, 'kind')} ${at(projected, 'name')}`;
        const count = Object.keys(found).filter(key =>
          key.startsWith(label),
        ).length;
        found[count > 0 ? `${label} #${count + 1}` : label] = projected;
      }
    }
  }
  return found;
}

/** A ReplicaSet of an earlier version stays as long as the Deployment keeps its history: it is none of the question. */
function isOf(object: Json, model: string): boolean {
  const name = String(at(object, 'metadata', 'name'));
  const isEmptyReplicaSet =
    at(object, 'kind') === 'ReplicaSet' && at(object, 'spec', 'replicas') === 0;
  return !isEmptyReplicaSet && (name === model || name.startsWith(`${model}-`));
}

async function knownNames(
  place: PlaceUnderTest,
  model: string,
): Promise<KnownNames> {
  const texts = new Map<string, string>([
    [place.registryHost, '<registry>'],
    [new URL(place.git.url).host, '<git>'],
  ]);
  // Not the digests of packages: the same files are the same bytes in every registry. Manifests name their registry.
  const manifests = manifestsRepository(place, model);
  for (const tag of await versionsOf(place, manifests)) {
    const digest = await digestOf(place, `${manifests}:${tag}`);
    const name = `<digest of the manifests ${tag}>`;
    texts.set(digest, name);
    // as sentences have it
    texts.set(digest.slice(0, SHORT_DIGEST_LENGTH), name);
  }
  return { texts };
}

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
