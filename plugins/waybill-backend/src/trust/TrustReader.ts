import type {
  AdmissionForecast,
  Environment,
  KubernetesObject,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  AttachedAttestation,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';

/** What is to be admitted where. */
export interface ForecastQuestion {
  readonly environment: Environment;
  /** `host/path`. */
  readonly repository: string;
  readonly digest: string;
  /** The serving object as it would be applied; absent where nothing serves the model there. */
  readonly object?: KubernetesObject;
  readonly signal: AbortSignal;
}

/** What the backend asks of registries and clusters about trust; the adapters of waybill-node answer it. */
export interface TrustReader {
  /** Nothing is verified here: what counts is in the verdict. */
  readAttestations(
    repository: RepositoryName,
    digest: string,
    options: {
      readonly maxPredicateBytes: number;
      readonly signal: AbortSignal;
    },
  ): Promise<readonly AttachedAttestation[]>;
  forecast(question: ForecastQuestion): Promise<AdmissionForecast>;
}
