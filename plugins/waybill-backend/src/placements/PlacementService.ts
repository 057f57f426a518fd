import {
  OBSERVED_KINDS,
  derivePlacement,
  servingNotes,
  newestVersionsFirst,
  type Environment,
  type ModelOverview,
  type Placement,
  type Problem,
  type ServingPlace,
  type Verdict,
  type VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  DeclarationStore,
  KnownDeclaration,
} from '../declarations/DeclarationStore';
import type { ObservationStore } from '../observing/ObservationStore';
import type { Model } from '../services/ModelDirectory';
import type {
  SourceVerdicts,
  SourceVerdictStore,
} from '../versions/SourceVerdictStore';
import type { KnownRepository, VersionStore } from '../versions/VersionStore';
import {
  loadEnvironmentState,
  type EnvironmentState,
} from './EnvironmentState';

/** What is known of a model apart from the clusters. */
export interface ModelState {
  readonly model: Model;
  readonly repository: KnownRepository;
  readonly declarations: readonly KnownDeclaration[];
  readonly sourceVerdicts: SourceVerdicts;
}

/** That these may not be read is no problem of the cluster: where it is away, the others fail as well. */
const OPTIONAL_KINDS: ReadonlySet<string> = new Set(
  OBSERVED_KINDS.filter(({ isOptional }) => isOptional).map(({ kind }) => kind),
);

export interface PlacementServiceOptions {
  readonly environments: readonly Environment[];
  /** What is known of serving there; nothing where absent. */
  readonly places?: readonly ServingPlace[];
  readonly observations: ObservationStore;
  readonly versions: VersionStore;
  readonly declarations: DeclarationStore;
  readonly sourceVerdicts: Pick<SourceVerdictStore, 'list'>;
  readonly now: () => Date;
}

/** Puts together what the stores hold; asks nothing of the outside. */
export class PlacementService {
  readonly #options: PlacementServiceOptions;
  #onServed: (model: Model, placements: readonly Placement[]) => void = () =>
    undefined;

  constructor(options: PlacementServiceOptions) {
    this.#options = options;
  }

  /** Whoever listens hears of what was answered to a page. */
  setServedListener(
    listener: (model: Model, placements: readonly Placement[]) => void,
  ): void {
    this.#onServed = listener;
  }

  async overview(model: Model): Promise<ModelOverview> {
    const { environments, observations } = this.#options;
    const [state, ...places] = await Promise.all([
      this.loadModel(model),
      ...environments.map(each => loadEnvironmentState(observations, each)),
    ]);
    const placements = places.map(place => this.derive(state, place));
    this.#onServed(model, placements);
    return {
      entityRef: model.entityRef,
      repository: model.repository,
      versions: toVersions(state.repository, this.#options.places ?? []),
      placements,
      problems: [
        ...sourceProblems(state),
        ...places.flatMap(clusterProblems).filter(isFirstOfItsName),
      ],
      asOf: this.#options.now().toISOString(),
    };
  }

  /** One placement, freshly derived. */
  async placement(model: Model, environment: Environment): Promise<Placement> {
    const [state, place] = await Promise.all([
      this.loadModel(model),
      loadEnvironmentState(this.#options.observations, environment),
    ]);
    return this.derive(state, place);
  }

  async loadModel(model: Model): Promise<ModelState> {
    const { versions, declarations, sourceVerdicts } = this.#options;
    const [repository, known, sources] = await Promise.all([
      versions.get(model),
      declarations.list(model.entityRef),
      sourceVerdicts.list(),
    ]);
    return {
      model,
      repository,
      declarations: known,
      sourceVerdicts: sources,
    };
  }

  async loadModels(models: readonly Model[]): Promise<ModelState[]> {
    const { versions, declarations, sourceVerdicts } = this.#options;
    const [repositories, known, sources] = await Promise.all([
      versions.getMany(models),
      declarations.listAll(),
      sourceVerdicts.list(),
    ]);
    return models.map((model, index) => ({
      model,
      repository: repositories[index],
      declarations: known.get(model.entityRef) ?? [],
      sourceVerdicts: sources,
    }));
  }

  async loadEnvironment(environment: Environment): Promise<EnvironmentState> {
    return loadEnvironmentState(this.#options.observations, environment);
  }

  derive(state: ModelState, place: EnvironmentState): Placement {
    const { repository } = state;
    return derivePlacement({
      environment: place.environment,
      repository: state.model.repository,
      versions: {
        items: newestVersionsFirst([...repository.tags.keys()]).map(tag => {
          const digest = repository.tags.get(tag) ?? '';
          const createdAt = repository.packages.get(digest)?.createdAt;
          return { tag, digest, createdAt };
        }),
        problem: repository.problem,
        asOf: repository.lastGoodAt,
      },
      verdicts: Object.fromEntries(repository.verdicts),
      sourceVerdicts: state.sourceVerdicts,
      declaration: state.declarations.find(
        ({ declaration }) => declaration.environment === place.environment.name,
      )?.declaration,
      observations: place.observations,
      observerHealth: place.health,
      now: this.#options.now(),
    });
  }
}

function toVersions(
  known: KnownRepository,
  places: readonly ServingPlace[],
): VersionSummary[] {
  return newestVersionsFirst([...known.tags.keys()]).flatMap(tag => {
    const digest = known.tags.get(tag) ?? '';
    const facts = known.packages.get(digest);
    const verdict = known.verdicts.get(digest) ?? notChecked(known, digest);
    if (!facts || !verdict) {
      return [];
    }
    const serving = servingNotes({ format: facts.format }, places);
    return [
      {
        tag,
        digest,
        ...facts,
        verdict,
        ...(serving.length > 0 && { serving }),
      },
    ];
  });
}

/** A version that is known, of a registry that was away before it could be verified. */
function notChecked(
  { problem, repository, lastGoodAt }: KnownRepository,
  digest: string,
): Verdict | undefined {
  return problem === undefined
    ? undefined
    : {
        state: 'unknown',
        reason: 'RegistryUnavailable',
        message: `The signatures of ${digest} in '${repository}' could not be read: ${problem}`,
        digest,
        forms: [],
        attestations: [],
        findings: [],
        checkedAt: lastGoodAt ?? '1970-01-01T00:00:00.000Z',
      };
}

function sourceProblems(state: ModelState): Problem[] {
  const { repository, declarations } = state;
  const problems: Problem[] = [];
  if (repository.problem) {
    problems.push({
      source: 'registry',
      name: repository.repository.split('/')[0],
      message: repository.problem,
      lastGoodAt: repository.lastGoodAt,
    });
  }
  const unread = declarations.find(({ problem }) => problem !== undefined);
  if (unread) {
    const { declaration } = unread;
    problems.push({
      source: 'git',
      name: state.model.sourceUrl ?? declaration.url,
      message: unread.problem ?? '',
      lastGoodAt:
        declaration.state === 'unreadable' ? undefined : declaration.asOf,
    });
  }
  return problems;
}

function clusterProblems({ environment, health }: EnvironmentState): Problem[] {
  const failing = health.find(
    ({ state, kind }) => state === 'failing' && !OPTIONAL_KINDS.has(kind),
  );
  return failing
    ? [
        {
          source: 'cluster',
          name: environment.cluster,
          message: failing.error ?? `${failing.kind} cannot be watched.`,
          lastGoodAt: failing.lastContactAt,
        },
      ]
    : [];
}

function isFirstOfItsName(
  problem: Problem,
  index: number,
  all: readonly Problem[],
): boolean {
  return all.findIndex(({ name }) => name === problem.name) === index;
}
