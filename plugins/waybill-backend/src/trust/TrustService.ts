import {
  findPlacementObjects,
  parseRepository,
  type AdmissionForecast,
  type AttestationDocument,
  type Environment,
  type TrustPolicyList,
  type TrustPolicySummary,
  type Verdict,
  type VersionAttestations,
} from '@waybill/backstage-plugin-waybill-common';
import type { AttachedAttestation } from '@waybill/backstage-plugin-waybill-node';
import pLimit from 'p-limit';
import { WaybillError } from '../errors';
import type { PlacementService } from '../placements/PlacementService';
import type { Model } from '../services/ModelDirectory';
import type { RegistryReader } from '../versions/RegistryReader';
import type { VersionStore } from '../versions/VersionStore';
import { candidateObject } from './candidateObject';
import { RateLimit } from './RateLimit';
import type { TrustReader } from './TrustReader';

/** So many registries and clusters are asked at once for people. */
const CONCURRENCY = 4;
const TIMEOUT_MS = 30_000;
/** Who asks again within this time gets the same answer. */
const CHECKED_JUST_NOW_MS = 3_000;
const CHECKS_PER_MINUTE = 60;
const MAX_PREDICATE_LENGTH = 256 * 1024;

export interface TrustServiceOptions {
  readonly reader: TrustReader;
  readonly trust: readonly TrustPolicySummary[];
  readonly registry: Pick<RegistryReader, 'verify'>;
  readonly versions: VersionStore;
  readonly environments: readonly Environment[];
  readonly placements: Pick<PlacementService, 'loadEnvironment'>;
  /** A verdict is another one now. */
  readonly onChange: (model: Model) => Promise<void>;
  readonly now: () => Date;
}

/** What a page asks about trust besides the verdicts that it has. */
export class TrustService {
  readonly #options: TrustServiceOptions;
  readonly #limit = pLimit(CONCURRENCY);
  readonly #checks: RateLimit;

  constructor(options: TrustServiceOptions) {
    this.#options = options;
    this.#checks = new RateLimit({
      limit: CHECKS_PER_MINUTE,
      perMs: 60_000,
      now: () => options.now().getTime(),
    });
  }

  listPolicies(): TrustPolicyList {
    return { items: this.#options.trust };
  }

  /** @throws RegistryError */
  async attestations(
    model: Model,
    digest: string,
    signal: AbortSignal,
  ): Promise<VersionAttestations> {
    const { reader, versions, now } = this.#options;
    const [attached, { verdicts }] = await Promise.all([
      this.#limit(() =>
        reader.readAttestations(parseRepository(model.repository), digest, {
          // Read whole where it can be told in full, and a little more: JSON for people is longer.
          maxPredicateBytes: MAX_PREDICATE_LENGTH,
          signal: withTimeout(signal),
        }),
      ),
      versions.get(model),
    ]);
    return {
      digest,
      items: attached.map(each => toDocument(each, verdicts.get(digest))),
      asOf: now().toISOString(),
    };
  }

  /** @throws WaybillError `ENVIRONMENT_NOT_FOUND` */
  async admission(
    model: Model,
    digest: string,
    environmentName: string,
    signal: AbortSignal,
  ): Promise<AdmissionForecast> {
    const { environments, placements, reader } = this.#options;
    const environment = environments.find(
      ({ name }) => name === environmentName,
    );
    if (!environment) {
      throw new WaybillError(
        'ENVIRONMENT_NOT_FOUND',
        `There is no environment '${environmentName}'.`,
      );
    }
    const { repository } = model;
    const { observations } = await placements.loadEnvironment(environment);
    const { serving } = findPlacementObjects({
      environment,
      repository,
      observations,
    });
    const object = candidateObject(serving, repository, digest);
    return this.#limit(() =>
      reader.forecast({
        environment,
        repository,
        digest,
        ...(object && { object }),
        signal: withTimeout(signal),
      }),
    );
  }

  /**
   * Makes a verdict anew, unless somebody has just done so.
   *
   * @throws WaybillError `TOO_MANY_CHECKS`
   */
  async verify(
    model: Model,
    digest: string,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const { versions, registry, now, onChange } = this.#options;
    const last = (await versions.get(model)).verdicts.get(digest);
    const ageMs = last && now().getTime() - Date.parse(last.checkedAt);
    if (last && !last.staleness && Number(ageMs) < CHECKED_JUST_NOW_MS) {
      return last;
    }
    if (!this.#checks.take()) {
      throw new WaybillError(
        'TOO_MANY_CHECKS',
        `More than ${CHECKS_PER_MINUTE} checks were asked for within a minute: wait a minute and ask again.`,
      );
    }
    const verdict = await this.#limit(() =>
      registry.verify(model, digest, withTimeout(signal)),
    );
    if (last?.state !== verdict.state || last?.reason !== verdict.reason) {
      await onChange(model);
    }
    return verdict;
  }
}

const NOT_JUDGED =
  'It was attached after the last check, or there are more than are told: check again.';

function toDocument(
  attached: AttachedAttestation,
  verdict: Verdict | undefined,
): AttestationDocument {
  const { form, source, predicateType, predicate, problem } = attached;
  const judged = verdict?.attestations.find(each => each.source === source);
  const text =
    predicate === undefined ? undefined : JSON.stringify(predicate, null, 2);
  const message = problem ?? (judged ? undefined : NOT_JUDGED);
  const signer = judged?.signer ?? attached.claimedSigner;
  return {
    predicateType: predicateType ?? judged?.predicateType ?? 'unknown',
    form,
    source,
    isAccepted: judged?.isAccepted ?? false,
    ...(judged?.reason && { reason: judged.reason }),
    ...(message !== undefined && { message }),
    ...(signer && { signer }),
    ...(text !== undefined && {
      predicate: text.slice(0, MAX_PREDICATE_LENGTH),
    }),
    isCut:
      attached.isTooLarge === true ||
      (text?.length ?? 0) > MAX_PREDICATE_LENGTH,
  };
}

function withTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}
