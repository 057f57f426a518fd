import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  artifactsOfSource,
  parseRepository,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import pLimit from 'p-limit';
import type { Sleep } from '../observing/LeasedTask';
import type { ObservationStore } from '../observing/ObservationStore';
import type { PackageReader } from './PackageReader';
import type { SourceVerdictStore } from './SourceVerdictStore';
import { succeedVerdict, verdictFreshForMs } from './verdictAge';

const EVERY_MS = 10_000;
const CONCURRENCY = 4;
/** More than these are not checked: whoever may write sources could otherwise keep us busy for ever. */
const MAX_ARTIFACTS = 2_000;
const NO_TAGS: ReadonlySet<string> = new Set();

export interface SourceVerifierOptions {
  readonly clusters: readonly string[];
  readonly observations: ObservationStore;
  readonly packages: PackageReader;
  readonly store: SourceVerdictStore;
  readonly logger: LoggerService;
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** A verdict is another one now. */
  readonly onChange: (cluster: string) => void;
}

/**
 * Checks what the delivery engines of the clusters fetch, by the same policies as packages: what they say of it can be
 * held against our own word only then.
 */
export class SourceVerifier {
  readonly #options: SourceVerifierOptions;

  constructor(options: SourceVerifierOptions) {
    this.#options = options;
  }

  /** Ends when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { logger, sleep } = this.#options;
    while (!signal.aborted) {
      try {
        await this.checkAll(signal);
      } catch (error) {
        if (!signal.aborted) {
          logger.warn(`What clusters deliver could not be verified: ${error}`);
        }
      }
      await sleep(EVERY_MS, signal);
    }
  }

  async checkAll(signal: AbortSignal): Promise<void> {
    const { store } = this.#options;
    const wanted = await this.#listArtifacts();
    const known = await store.list();
    const limit = pLimit(CONCURRENCY);
    await Promise.all(
      [...wanted.values()].map((artifact, index) =>
        limit(async () => {
          if (!signal.aborted) {
            await this.#check(artifact, known, index, signal);
          }
        }),
      ),
    );
    await store.forgetExcept(new Set(wanted.keys()));
  }

  async #listArtifacts(): Promise<Map<string, Artifact>> {
    const { clusters, observations, packages } = this.#options;
    const wanted = new Map<string, Artifact>();
    for (const cluster of clusters) {
      const sources = await observations.listKind(cluster, 'OCIRepository');
      for (const { object } of sources) {
        for (const { repository, digest } of artifactsOfSource(object)) {
          const isReadable =
            packages.knows(repository.split('/')[0]) &&
            isRepository(repository);
          if (isReadable && wanted.size < MAX_ARTIFACTS) {
            wanted.set(`${repository}@${digest}`, {
              repository,
              digest,
              cluster,
            });
          }
        }
      }
    }
    return wanted;
  }

  async #check(
    { repository, digest, cluster }: Artifact,
    known: Readonly<Record<string, Verdict>>,
    index: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { packages, store, now, onChange } = this.#options;
    const last = known[`${repository}@${digest}`];
    const checkedAt = last?.staleness?.triedAt ?? last?.checkedAt;
    const isFresh =
      last &&
      now().getTime() - Date.parse(checkedAt ?? '') <
        verdictFreshForMs(last, index, NO_TAGS);
    if (isFresh) {
      return;
    }
    const verdict = succeedVerdict(
      last,
      await packages.verify(parseRepository(repository), digest, { signal }),
    );
    await store.save(repository, verdict);
    if (last?.state !== verdict.state || last?.reason !== verdict.reason) {
      onChange(cluster);
    }
  }
}

interface Artifact {
  readonly repository: string;
  readonly digest: string;
  /** Where it was seen. */
  readonly cluster: string;
}

function isRepository(text: string): boolean {
  try {
    parseRepository(text);
    return true;
  } catch {
    return false;
  }
}
