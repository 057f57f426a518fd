import type { Config } from '@backstage/config';
import type { AdmissionForecast } from '@waybill/backstage-plugin-waybill-common';
import {
  HttpRegistryClient,
  readAttestations,
  type AttachedAttestation,
  type RegistryClient,
  type RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import type { ForecastQuestion, TrustReader } from './TrustReader';

/** Asks real registries and clusters through the adapters of waybill-node. */
export class RegistryTrustReader implements TrustReader {
  readonly #client: RegistryClient;

  static fromConfig(config: Config): RegistryTrustReader {
    return new RegistryTrustReader(HttpRegistryClient.fromConfig(config));
  }

  constructor(client: RegistryClient) {
    this.#client = client;
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
      { client: this.#client, repository, digest, signal },
      { maxPredicateBytes },
    );
  }

  async forecast({
    environment,
  }: ForecastQuestion): Promise<AdmissionForecast> {
    return {
      conclusion: 'unknown',
      message: `What ${environment.name} admits cannot be told yet.`,
      policies: [],
      asOf: new Date().toISOString(),
    };
  }
}
