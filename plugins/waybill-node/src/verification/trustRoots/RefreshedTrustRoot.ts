import { raceAbort } from '../SharedWork';
import { VerificationError } from '../VerificationError';
import { parseTrustRoot } from './parseTrustRoot';
import type { TrustRoot } from './TrustRoots';

/** Where one trust root comes from. */
export interface TrustRootOrigin {
  /** For messages: `file /trust/trusted_root.json`. */
  readonly description: string;
  /** How long what was read counts as current. */
  readonly maxAgeMs: number;
  /** Reads `trusted_root.json`. */
  read(): Promise<unknown>;
  /** What a run before this one read, where the origin keeps that. */
  readKept?(): Promise<
    { readonly json: unknown; readonly at: Date } | undefined
  >;
  keep?(json: unknown, at: Date): Promise<void>;
}

/** After a refresh that failed: an origin that is away is not asked by every verification. */
const RETRY_MS = 60_000;
/** An authority that was revoked must not be believed for ever because its mirror is kept away from us. */
const MAX_STALE_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * One trust root that is read when it is first needed, and again when it is old; by one at a time, whoever asks. Where
 * that fails, the last good one goes on for a week and says so.
 */
export class RefreshedTrustRoot {
  private last: TrustRoot | undefined;
  private failure: { readonly at: number; readonly error: Error } | undefined;
  private running: Promise<TrustRoot> | undefined;

  constructor(
    private readonly name: string,
    private readonly origin: TrustRootOrigin,
    private readonly now: () => Date,
  ) {}

  async load(signal?: AbortSignal): Promise<TrustRoot> {
    signal?.throwIfAborted();
    if (this.last && this.ageOf(this.last) < this.origin.maxAgeMs)
      return this.last;
    if (this.failure && this.now().getTime() - this.failure.at < RETRY_MS)
      return this.useLast(this.failure.error);
    if (!this.running) {
      this.running = this.refresh().finally(() => {
        this.running = undefined;
      });
      // nobody may be left to hear of it
      this.running.catch(() => undefined);
    }
    // who does not wait any longer must not end it for the others
    return signal ? raceAbort(this.running, signal) : this.running;
  }

  private async refresh(): Promise<TrustRoot> {
    try {
      const json = await this.origin.read();
      const at = this.now();
      this.last = parseTrustRoot(json, at);
      this.failure = undefined;
      // what cannot be kept is read again by the next process
      await this.origin.keep?.(json, at).catch(() => undefined);
      return this.last;
    } catch (cause) {
      const error =
        cause instanceof Error ? cause : new Error('no reason given');
      this.failure = { at: this.now().getTime(), error };
      await this.recallKept();
      return this.useLast(error);
    }
  }

  private async recallKept(): Promise<void> {
    if (this.last) return;
    try {
      const kept = await this.origin.readKept?.();
      if (kept) this.last = parseTrustRoot(kept.json, kept.at);
    } catch {
      // what was kept is of no use: the error of the refresh says what is wrong
    }
  }

  private useLast(error: Error): TrustRoot {
    const { last } = this;
    if (last && this.ageOf(last) < MAX_STALE_MS)
      return { ...last, problem: error.message };
    throw new VerificationError({
      code: 'TRUST_ROOT_UNAVAILABLE',
      message: `The trust root '${this.name}' (${
        this.origin.description
      }) cannot be ${last ? 'refreshed since ' : 'loaded'}${
        last?.refreshedAt ?? ''
      }: ${error.message}. Check waybill.verification.trustRoots.`,
      cause: error,
    });
  }

  private ageOf({ refreshedAt }: TrustRoot): number {
    return this.now().getTime() - Date.parse(refreshedAt);
  }
}
