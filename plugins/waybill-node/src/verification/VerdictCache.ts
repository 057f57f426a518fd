import { createHash } from 'node:crypto';
import type {
  TrustDemands,
  TrustPolicy,
  Verdict,
  VerdictReason,
  VerdictState,
} from '@waybill/backstage-plugin-waybill-common';
import { SharedWork } from './SharedWork';
import { verifyDigest, type VerifyOptions } from './verifyDigest';

/** How long a {@link VerdictCache} keeps what. @public */
export interface VerdictCacheLimits {
  readonly maxEntries: number;
  /** For how long a verdict is given again without looking, in milliseconds, by its state. */
  readonly maxAgeMs: Readonly<Record<VerdictState, number>>;
  /** For how long an old verdict is given, with its staleness, where it cannot be checked again. */
  readonly maxStaleMs: number;
}

/** A new signature is noticed within a minute; one that was taken away, or a policy's key that was, by the policies. */
const DEFAULT_LIMITS: VerdictCacheLimits = {
  maxEntries: 50_000,
  maxAgeMs: {
    verified: 60 * 60_000,
    untrusted: 60_000,
    unsigned: 60_000,
    unknown: 10_000,
  },
  maxStaleMs: 24 * 60 * 60_000,
};

/** Reasons that say nothing of the digest, only that nobody could look. */
const NOT_LOOKED: readonly VerdictReason[] = [
  'RegistryUnavailable',
  'TrustRootUnavailable',
];

interface Entry {
  readonly of: Question;
  readonly verdict: Verdict;
  /** Milliseconds; until then it is given without looking. */
  readonly freshUntil: number;
  /** Somebody asked for it since it was last spared. */
  isUsed: boolean;
}

/** What was asked of a digest. */
interface Question {
  readonly host: string;
  readonly path: string;
  readonly isThorough: boolean;
  /** Hashes. */
  readonly policies: string;
  readonly demands: string;
}

/**
 * Verdicts of a process, by repository, digest, policies and demands. A verification that is under way is not begun
 * again. Where a digest cannot be checked again, its old verdict is given with its `staleness`, and never without.
 *
 * @public
 */
export class VerdictCache {
  /** One digest is asked for in few ways: to look through them is quicker than to put a key together. */
  private readonly entries = new Map<string, Entry[]>();
  private size = 0;
  private readonly running = new SharedWork<Verdict>();
  private readonly scopes = new WeakMap<object, string>();
  private readonly limits: VerdictCacheLimits;
  private readonly verifyUncached: (options: VerifyOptions) => Promise<Verdict>;

  constructor(
    options: Partial<VerdictCacheLimits> & {
      /** In place of {@link verifyDigest}, for tests. */
      readonly verify?: (options: VerifyOptions) => Promise<Verdict>;
    } = {},
  ) {
    const { verify = verifyDigest, ...limits } = options;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.verifyUncached = verify;
  }

  /**
   * The verdict as it is known, without looking.
   *
   * @returns `undefined` where it is not known, or too old
   */
  peek(options: VerifyOptions): Verdict | undefined {
    const entry = this.find(options.digest, this.questionOf(options));
    if (!entry || options.now.getTime() >= entry.freshUntil) return undefined;
    entry.isUsed = true;
    return entry.verdict;
  }

  /** As {@link verifyDigest}, from what is known where that is new enough. */
  async verify(options: VerifyOptions): Promise<Verdict> {
    const known = this.peek(options);
    if (known) return known;
    const { digest } = options;
    const question = this.questionOf(options);
    const key = `${digest} ${Object.values(question).join(' ')}`;
    return this.running.join(key, options.signal, async (signal, isCurrent) => {
      const verdict = await this.verifyUncached({ ...options, signal });
      const kept = this.preferOld(this.find(digest, question), verdict);
      // what was forgotten meanwhile was looked at too early
      if (isCurrent()) this.keep(options, question, kept, verdict.state);
      return kept;
    });
  }

  /** Forgets what is known of a digest: the next one who asks looks. */
  forget(digest: string): void {
    this.drop(digest);
    this.running.forget(key => key.startsWith(`${digest} `));
  }

  private find(digest: string, question: Question): Entry | undefined {
    return this.entries.get(digest)?.find(({ of }) => isSame(of, question));
  }

  private preferOld(entry: Entry | undefined, tried: Verdict): Verdict {
    const old = entry?.verdict;
    if (
      !old ||
      old.state === 'unknown' ||
      tried.state !== 'unknown' ||
      !NOT_LOOKED.includes(tried.reason)
    )
      return tried;
    const ageMs = Date.parse(tried.checkedAt) - Date.parse(old.checkedAt);
    return ageMs <= this.limits.maxStaleMs
      ? {
          ...old,
          staleness: { triedAt: tried.checkedAt, message: tried.message },
        }
      : tried;
  }

  private keep(
    { digest, now }: VerifyOptions,
    question: Question,
    verdict: Verdict,
    triedState: VerdictState,
  ): void {
    const others = (this.entries.get(digest) ?? []).filter(
      ({ of }) => !isSame(of, question),
    );
    this.drop(digest);
    const freshUntil = now.getTime() + this.limits.maxAgeMs[triedState];
    const entry = { of: question, verdict, freshUntil, isUsed: false };
    this.entries.set(digest, [...others, entry]);
    this.size += others.length + 1;
    this.makeRoom();
  }

  /** The oldest go first; one that was asked for meanwhile is spared once. */
  private makeRoom(): void {
    for (const [digest, entries] of this.entries) {
      if (this.size <= this.limits.maxEntries) return;
      const isUsed = entries.some(entry => entry.isUsed);
      this.drop(digest);
      if (isUsed) {
        for (const entry of entries) entry.isUsed = false;
        this.entries.set(digest, entries);
        this.size += entries.length;
      }
    }
  }

  private drop(digest: string): void {
    this.size -= this.entries.get(digest)?.length ?? 0;
    this.entries.delete(digest);
  }

  private questionOf(options: VerifyOptions): Question {
    const { repository, policies, demands, thorough } = options;
    return {
      host: repository.host,
      path: repository.path,
      isThorough: thorough === true,
      policies: this.scopeOf(policies),
      demands: demands ? this.scopeOf(demands) : '',
    };
  }

  /** Policies are hashed once, and not for each digest that is asked for. */
  private scopeOf(value: readonly TrustPolicy[] | TrustDemands): string {
    const known = this.scopes.get(value);
    if (known) return known;
    const scope = createHash('sha256')
      .update(JSON.stringify(value))
      .digest('base64');
    this.scopes.set(value, scope);
    return scope;
  }
}

function isSame(one: Question, other: Question): boolean {
  return (
    one.path === other.path &&
    one.host === other.host &&
    one.isThorough === other.isThorough &&
    one.policies === other.policies &&
    one.demands === other.demands
  );
}
