import type { Config } from '@backstage/config';
import {
  parseRepository,
  type AdmissionForecast,
} from '@waybill/backstage-plugin-waybill-common';
import {
  CachingRegistryClient,
  forecastForEnvironment,
  gatherSignatureMaterial,
  HttpRegistryClient,
  readAttestations,
  trustRootsFromConfig,
  type AttachedAttestation,
  type ClusterConnection,
  type RegistryClient,
  type RepositoryName,
  type TrustRoots,
} from '@waybill/backstage-plugin-waybill-node';
import { readWaybillOptions } from '../config';
import { WaybillError } from '../errors';
import type { ForecastQuestion, TrustReader } from './TrustReader';

export interface RegistryTrustReaderOptions {
  readonly client: RegistryClient;
  readonly trustRoots: TrustRoots;
  readonly clusters: readonly ClusterConnection[];
}

/** Asks real registries and clusters through the adapters of waybill-node. */
export class RegistryTrustReader implements TrustReader {
  readonly #options: RegistryTrustReaderOptions;

  static fromConfig(config: Config): RegistryTrustReader {
    return new RegistryTrustReader({
      client: new CachingRegistryClient(HttpRegistryClient.fromConfig(config)),
      trustRoots: trustRootsFromConfig(config),
      clusters: readWaybillOptions(config).clusters,
    });
  }

  constructor(options: RegistryTrustReaderOptions) {
    this.#options = options;
  }

  async readAttestations(
    repository: RepositoryName,
    digest: string,
    options: {
      readonly maxPredicateBytes: number;
      readonly signal: AbortSignal;
    },
  ): Promise<readonly AttachedAttestation[]> {
    const { maxPredicateBytes, signal } = options;
    return readAttestations(
      { client: this.#options.client, repository, digest, signal },
      { maxPredicateBytes },
    );
  }

  async forecast(question: ForecastQuestion): Promise<AdmissionForecast> {
    const { environment, repository, digest, object, signal } = question;
    const { client, trustRoots, clusters } = this.#options;
    const cluster = clusters.find(({ name }) => name === environment.cluster);
    if (!cluster) {
      throw new WaybillError(
        'ENVIRONMENT_NOT_FOUND',
        `There is no cluster '${environment.cluster}' for the environment '${environment.name}'.`,
      );
    }
    return forecastForEnvironment({
      cluster,
      environment,
      candidate: { repository, digest, ...(object && { object }) },
      gather: (policies, gatherSignal) =>
        gatherSignatureMaterial({
          client,
          repository: parseRepository(repository),
          digest,
          policies,
          trustRoots,
          thorough: true,
          signal: gatherSignal,
        }),
      now: new Date(),
      signal,
    });
  }
}
