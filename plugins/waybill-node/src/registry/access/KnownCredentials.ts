import type { RegistryAccess } from '../settings';
import type { RegistryCredentials } from './RegistryCredentials';

/** A helper program is not started for each request, and what it gives may end while the portal runs. */
const KEEP_MS = 5 * 60_000;
const MAX_KEPT = 1_000;

/** The credentials of one registry, written in its settings or found by its source. */
export class KnownCredentials {
  readonly #access: RegistryAccess;
  readonly #found = new Map<
    string,
    { readonly until: number; readonly credentials?: RegistryCredentials }
  >();

  constructor(access: RegistryAccess, private readonly now: () => number) {
    this.#access = access;
  }

  /** Whether asking again may give others. */
  get canChange(): boolean {
    return !isWritten(this.#access) && this.#access.credentials !== undefined;
  }

  /**
   * @param path - of the repository that they are for, where it is one
   */
  async find(
    path: string | undefined,
    options: { readonly isFresh?: boolean } = {},
  ): Promise<RegistryCredentials | undefined> {
    if (isWritten(this.#access)) return this.#access;
    const source = this.#access.credentials;
    if (!source) return undefined;
    const kept = this.#found.get(path ?? '');
    if (kept && kept.until > this.now() && !options.isFresh)
      return kept.credentials;
    const { host } = this.#access;
    const credentials = await source.find({ host, path });
    if (this.#found.size >= MAX_KEPT) this.#found.clear();
    this.#found.set(path ?? '', { until: this.now() + KEEP_MS, credentials });
    return credentials;
  }
}

function isWritten(access: RegistryAccess): boolean {
  return Boolean(
    access.username || access.identityToken || access.registryToken,
  );
}
