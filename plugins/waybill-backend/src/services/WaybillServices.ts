import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  AuthService,
  DatabaseService,
  LoggerService,
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  OBSERVED_KINDS,
  type Environment,
} from '@waybill/backstage-plugin-waybill-common';
import type { ClusterReader } from '@waybill/backstage-plugin-waybill-node';
import { readWaybillOptions, type WaybillOptions } from '../config';
import type { ContentsReader } from '../contents/ContentsReader';
import { VersionContentsService } from '../contents/VersionContentsService';
import { openDatabase } from '../database/openDatabase';
import { DeclarationReader } from '../declarations/DeclarationReader';
import { DeclarationStore } from '../declarations/DeclarationStore';
import { ClusterObserver } from '../observing/ClusterObserver';
import { DatabaseObservationStore } from '../observing/DatabaseObservationStore';
import { LeasedTask, type Sleep } from '../observing/LeasedTask';
import { LeaseTable } from '../observing/LeaseTable';
import type { ObservationStore } from '../observing/ObservationStore';
import { observedScopes } from '../observing/observedScopes';
import { ChangeTeller } from '../placements/ChangeTeller';
import { PlacementService } from '../placements/PlacementService';
import { PlacementWatcher } from '../placements/PlacementWatcher';
import { GitPreviewService } from '../previews/GitPreviewService';
import { PreviewService } from '../previews/PreviewService';
import { RepositoryTagsService } from '../repositories/RepositoryTagsService';
import type { TrustReader } from '../trust/TrustReader';
import { TrustService } from '../trust/TrustService';
import { UploadStore } from '../uploads/UploadStore';
import type { PackageReader } from '../versions/PackageReader';
import { RegistryReader } from '../versions/RegistryReader';
import { SourceVerdictStore } from '../versions/SourceVerdictStore';
import { SourceVerifier } from '../versions/SourceVerifier';
import { VersionStore } from '../versions/VersionStore';
import { cachedFor } from './cachedFor';
import { ModelDirectory, type Model } from './ModelDirectory';
import { SourceRefresher } from './SourceRefresher';

export interface WaybillServiceDeps {
  readonly auth: AuthService;
  readonly catalog: CatalogService;
  readonly clusterReaders: readonly ClusterReader[];
  readonly config: RootConfigService;
  readonly contentsReader: ContentsReader;
  readonly database: DatabaseService;
  readonly logger: LoggerService;
  readonly packages: PackageReader;
  readonly signals: SignalsService;
  readonly trustReader: TrustReader;
  readonly urlReader: UrlReaderService;
}

/** What the routes ask. */
export interface WaybillServices {
  readonly options: WaybillOptions;
  readonly directory: ModelDirectory;
  readonly placements: PlacementService;
  readonly refresher: Pick<SourceRefresher, 'freshen'>;
  readonly clusterReaders: readonly ClusterReader[];
  readonly uploads: UploadStore;
  readonly contents: VersionContentsService;
  readonly trust: TrustService;
  readonly tags: Pick<RepositoryTagsService, 'list'>;
  readonly previews: Pick<PreviewService, 'preview'>;
  readonly gitPreviews: Pick<GitPreviewService, 'edits' | 'references'>;
}

const MODELS_FOR_MS = 5_000;
const SOURCE_VERDICTS_FOR_MS = 2_000;

const now = () => new Date();

const sleep: Sleep = async (ms, signal) => {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
};

/**
 * Builds the services, and what runs in the background of them until the signal is aborted.
 *
 * @returns the services and `run`, which ends when all that runs has ended
 */
export async function createWaybillServices(
  deps: WaybillServiceDeps,
  signal: AbortSignal,
): Promise<{ services: WaybillServices; run: () => Promise<void> }> {
  const options = readWaybillOptions(deps.config);
  const db = await openDatabase(deps.database);
  const directory = new ModelDirectory(deps);
  const shared: Shared = {
    deps,
    environments: options.environments,
    stores: {
      observations: new DatabaseObservationStore(db),
      versions: new VersionStore(db, deps.packages.policies),
      declarations: new DeclarationStore(db),
    },
    listModels: cachedFor(MODELS_FOR_MS, () => directory.listModels()),
  };
  const sourceVerdicts = new SourceVerdictStore(db, deps.packages.policies);
  const placements = new PlacementService({
    environments: shared.environments,
    places: options.places,
    ...shared.stores,
    sourceVerdicts: {
      list: cachedFor(SOURCE_VERDICTS_FOR_MS, () => sourceVerdicts.list()),
    },
    now,
  });
  const teller = new ChangeTeller(deps);
  const watcher = new PlacementWatcher({
    ...shared,
    ...deps,
    placements,
    teller,
    sleep,
  });
  placements.setServedListener((model, served) =>
    watcher.served(model, served),
  );
  const registry = new RegistryReader({
    packages: deps.packages,
    store: shared.stores.versions,
    now,
  });
  const refresher = createRefresher(shared, registry, watcher, teller, signal);
  const observers = createObservers(shared, watcher);
  const leases = new LeaseTable(db);
  const tasks = createTasks({
    logger: deps.logger,
    leases,
    observers,
    refresher,
    sourceVerifier: createSourceVerifier(shared, sourceVerdicts, watcher),
    watcher,
  });
  return {
    services: {
      options,
      directory,
      placements,
      refresher,
      clusterReaders: deps.clusterReaders,
      uploads: new UploadStore(db, options.uploads),
      contents: new VersionContentsService({
        ...options,
        reader: deps.contentsReader,
        versions: shared.stores.versions,
      }),
      trust: createTrust(shared, registry, placements, watcher, teller),
      tags: new RepositoryTagsService({ packages: deps.packages, signal }),
      previews: new PreviewService(options),
      gitPreviews: GitPreviewService.fromConfig(deps.config, deps.packages),
    },
    run: async () => {
      await shared.stores.observations.forgetClustersExcept(
        observers.map(({ cluster }) => cluster),
      );
      await Promise.all([
        watcher.run(signal),
        ...tasks.map(task => task.run(signal)),
      ]);
    },
  };
}

/** What the parts have in common. */
interface Shared {
  readonly deps: WaybillServiceDeps;
  readonly environments: readonly Environment[];
  readonly stores: {
    readonly observations: ObservationStore;
    readonly versions: VersionStore;
    readonly declarations: DeclarationStore;
  };
  readonly listModels: () => Promise<readonly Model[]>;
}

function createRefresher(
  { deps, environments, stores, listModels }: Shared,
  registry: RegistryReader,
  watcher: PlacementWatcher,
  teller: ChangeTeller,
  signal: AbortSignal,
): SourceRefresher {
  const { logger, urlReader } = deps;
  return new SourceRefresher({
    declarations: new DeclarationReader({
      urlReader,
      integrations: ScmIntegrations.fromConfig(deps.config),
      store: stores.declarations,
      environments,
      now,
    }),
    declarationStore: stores.declarations,
    registry,
    versions: stores.versions,
    listModels,
    onChange: async change => {
      if (change.hasNewVersions) {
        await teller.tell(change.model.repository);
      }
      await watcher.sourcesChanged(change.model, change.environments);
    },
    logger,
    sleep,
    signal,
  });
}

function createObservers(
  { deps, environments, stores }: Shared,
  watcher: PlacementWatcher,
): ClusterObserver[] {
  return deps.clusterReaders.map(
    reader =>
      new ClusterObserver({
        reader,
        scopes: observedScopes(
          OBSERVED_KINDS,
          environments.filter(({ cluster }) => cluster === reader.cluster),
        ),
        store: stores.observations,
        logger: deps.logger,
        sleep,
        now,
        onChange: change => watcher.clusterChanged(change),
      }),
  );
}

function createTrust(
  { deps, environments, stores }: Shared,
  registry: RegistryReader,
  placements: PlacementService,
  watcher: PlacementWatcher,
  teller: ChangeTeller,
): TrustService {
  return new TrustService({
    reader: deps.trustReader,
    trust: deps.packages.trust,
    registry,
    versions: stores.versions,
    environments,
    placements,
    onChange: async model => {
      await teller.tell(model.repository);
      await watcher.sourcesChanged(
        model,
        environments.map(({ name }) => name),
      );
    },
    now,
  });
}

function createSourceVerifier(
  { deps, stores }: Shared,
  store: SourceVerdictStore,
  watcher: PlacementWatcher,
): SourceVerifier {
  return new SourceVerifier({
    clusters: deps.clusterReaders.map(({ cluster }) => cluster),
    observations: stores.observations,
    packages: deps.packages,
    store,
    logger: deps.logger,
    sleep,
    now,
    onChange: cluster =>
      watcher.clusterChanged({ cluster, namespaces: new Set(['']) }),
  });
}

/** What only one of several replicas does at a time. */
function createTasks({
  logger,
  leases,
  observers,
  refresher,
  sourceVerifier,
  watcher,
}: {
  readonly logger: LoggerService;
  readonly leases: LeaseTable;
  readonly observers: readonly ClusterObserver[];
  readonly refresher: SourceRefresher;
  readonly sourceVerifier: SourceVerifier;
  readonly watcher: PlacementWatcher;
}): LeasedTask[] {
  const shared = { leases, owner: randomUUID(), logger, sleep };
  const observing = observers.map(
    observer =>
      new LeasedTask({
        ...shared,
        name: `cluster:${observer.cluster}`,
        run: async leaseSignal => {
          watcher.setObserved(observer.cluster, true);
          try {
            await observer.run(leaseSignal);
          } finally {
            watcher.setObserved(observer.cluster, false);
          }
        },
      }),
  );
  const refreshing = new LeasedTask({
    ...shared,
    name: 'sources',
    run: leaseSignal => refresher.run(leaseSignal),
  });
  const verifying = new LeasedTask({
    ...shared,
    name: 'source-verdicts',
    run: leaseSignal => sourceVerifier.run(leaseSignal),
  });
  return [...observing, refreshing, verifying];
}
