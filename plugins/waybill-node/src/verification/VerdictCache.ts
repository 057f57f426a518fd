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
  readonly verdict: Verdict;
  /** Milliseconds; until then it is given without looking. */
  readonly freshUntil: number;
}

/**
 * Verdicts of a process, by repository, digest, policies and demands. A verification that is under way is not begun
 * again. Where a digest cannot be checked again, its old verdict is given with its `staleness`, and never without.
 *
 * @public
 */
export class VerdictCache {
  private readonly entries = new Map<string, Entry>();
  private readonly keysOfDigest = new Map<string, Set<string>>();
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
    const key = this.keyOf(options);
    const entry = this.entries.get(key);
    if (!entry || options.now.getTime() >= entry.freshUntil) return undefined;
    // the order of a Map is that of insertion: what is used goes to its end
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.verdict;
  }

  /** As {@link verifyDigest}, from what is known where that is new enough. */
  async verify(options: VerifyOptions): Promise<Verdict> {
    const known = this.peek(options);
    if (known) return known;
    const key = this.keyOf(options);
    return this.running.join(key, options.signal, async (signal, isCurrent) => {
      const verdict = await this.verifyUncached({ ...options, signal });
      const kept = this.preferOld(this.entries.get(key)?.verdict, verdict);
      // what was forgotten meanwhile was looked at too early
      if (isCurrent()) this.keep(key, options, kept, verdict.state);
      return kept;
    });
  }

  /** Forgets what is known of a digest: the next one who asks looks. */
  forget(digest: string): void {
    for (const key of this.keysOfDigest.get(digest) ?? []) {
      this.entries.delete(key);
    }
    this.keysOfDigest.delete(digest);
    this.running.forget(key => key.startsWith(`${digest} `));
  }

  private preferOld(old: Verdict | undefined, tried: Verdict): Verdict {
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
    key: string,
    { digest, now }: VerifyOptions,
    verdict: Verdict,
    triedState: VerdictState,
  ): void {
    const freshUntil = now.getTime() + this.limits.maxAgeMs[triedState];
    this.entries.delete(key);
    this.entries.set(key, { verdict, freshUntil });
    const keys = this.keysOfDigest.get(digest) ?? new Set();
    this.keysOfDigest.set(digest, keys.add(key));
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.limits.maxEntries) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.entries.delete(key);
    const digest = key.slice(0, key.indexOf(' '));
    const keys = this.keysOfDigest.get(digest);
    keys?.delete(key);
    if (keys?.size === 0) this.keysOfDigest.delete(digest);
  }

  private keyOf(options: VerifyOptions): string {
    const { digest, repository, policies, demands, thorough } = options;
    const scope =
      this.scopeOf(policies) + (demands ? this.scopeOf(demands) : '');
    return `${digest} ${repository.host}/${repository.path} ${
      thorough ? 'all' : ''
    }${scope}`;
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
