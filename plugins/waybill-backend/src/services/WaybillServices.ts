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
import { OBSERVED_KINDS } from '@waybill/backstage-plugin-waybill-common';
import type { ClusterReader } from '@waybill/backstage-plugin-waybill-node';
import { readWaybillOptions, type WaybillOptions } from '../config';
import { openDatabase } from '../database/openDatabase';
import { DeclarationReader } from '../declarations/DeclarationReader';
import { DeclarationStore } from '../declarations/DeclarationStore';
import { ClusterObserver } from '../observing/ClusterObserver';
import { DatabaseObservationStore } from '../observing/DatabaseObservationStore';
import { LeasedTask, type Sleep } from '../observing/LeasedTask';
import { LeaseTable } from '../observing/LeaseTable';
import { observedScopes } from '../observing/observedScopes';
import { ChangeTeller } from '../placements/ChangeTeller';
import { PlacementService } from '../placements/PlacementService';
import { PlacementWatcher } from '../placements/PlacementWatcher';
import { UploadStore } from '../uploads/UploadStore';
import type { PackageReader } from '../versions/PackageReader';
import { RegistryReader } from '../versions/RegistryReader';
import { VersionStore } from '../versions/VersionStore';
import { cachedFor } from './cachedFor';
import { ModelDirectory } from './ModelDirectory';
import { SourceRefresher } from './SourceRefresher';

export interface WaybillServiceDeps {
  readonly auth: AuthService;
  readonly catalog: CatalogService;
  readonly clusterReaders: readonly ClusterReader[];
  readonly config: RootConfigService;
  readonly database: DatabaseService;
  readonly logger: LoggerService;
  readonly packages: PackageReader;
  readonly signals: SignalsService;
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
}

const MODELS_FOR_MS = 5_000;

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
  const { logger, packages } = deps;
  const options = readWaybillOptions(deps.config);
  const { environments } = options;
  const now = () => new Date();
  const db = await openDatabase(deps.database);
  const observations = new DatabaseObservationStore(db);
  const versions = new VersionStore(db, packages.policies);
  const declarationStore = new DeclarationStore(db);
  const directory = new ModelDirectory(deps);
  const listModels = cachedFor(MODELS_FOR_MS, () => directory.listModels());
  const placements = new PlacementService({
    environments,
    observations,
    versions,
    declarations: declarationStore,
    now,
  });
  const teller = new ChangeTeller(deps);
  const watcher = new PlacementWatcher({
    environments,
    placements,
    listModels,
    teller,
    logger,
    sleep,
  });
  const refresher = new SourceRefresher({
    declarations: new DeclarationReader({
      urlReader: deps.urlReader,
      integrations: ScmIntegrations.fromConfig(deps.config),
      store: declarationStore,
      environments,
      now,
    }),
    declarationStore,
    registry: new RegistryReader({ packages, store: versions, now }),
    versions,
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
  const leased = {
    leases: new LeaseTable(db),
    owner: randomUUID(),
    logger,
    sleep,
  };
  const observers = deps.clusterReaders.map(
    reader =>
      new ClusterObserver({
        reader,
        scopes: observedScopes(
          OBSERVED_KINDS,
          environments.filter(({ cluster }) => cluster === reader.cluster),
        ),
        store: observations,
        logger,
        sleep,
        now,
        onChange: change => watcher.clusterChanged(change),
      }),
  );
  const tasks = [
    ...observers.map(
      observer =>
        new LeasedTask({
          ...leased,
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
    ),
    new LeasedTask({
      ...leased,
      name: 'sources',
      run: leaseSignal => refresher.run(leaseSignal),
    }),
  ];
  return {
    services: {
      options,
      directory,
      placements,
      refresher,
      clusterReaders: deps.clusterReaders,
      uploads: new UploadStore(db, options.uploads),
    },
    run: async () => {
      await observations.forgetClustersExcept(
        observers.map(({ cluster }) => cluster),
      );
      await Promise.all([
        watcher.run(signal),
        ...tasks.map(task => task.run(signal)),
      ]);
    },
  };
}
