import type { Page } from './pages';

/** A registry that gets the API by an upgrade is noticed within this time. */
const REMEMBER_MS = 5 * 60_000;
const MAX_ENTRIES = 10_000;
const ABSENT: readonly number[] = [400, 404, 405];

/**
 * Repositories whose registry has answered that it has no referrers API: asking each time makes one request of every
 * list in vain.
 */
export class MissingReferrersApi {
  private readonly until = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  isKnown(repository: string): boolean {
    return (this.until.get(repository) ?? 0) > this.now();
  }

  /** Takes note of an answer to the API's request. */
  note(repository: string, answer: Pick<Page, 'status' | 'bytes'>): void {
    if (!ABSENT.includes(answer.status) || speaksOfContent(answer.bytes))
      return;
    const [oldest] = this.until.keys();
    if (this.until.size >= MAX_ENTRIES) this.until.delete(oldest);
    this.until.set(repository, this.now() + REMEMBER_MS);
  }

  /** The registry has shown that it lists referrers itself. */
  forget(repository: string): void {
    this.until.delete(repository);
  }
}

/** A registry with the API may answer so for a repository that is still empty: that says nothing of the next one. */
function speaksOfContent(bytes: Buffer): boolean {
  return /"(NAME|MANIFEST|BLOB|REPOSITORY)_[A-Z_]+"|"NOT_FOUND"/.test(
    bytes.toString('latin1'),
  );
}
