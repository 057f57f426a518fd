import { isDigest } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import type { RepositoryName } from './RegistryClient';
import { RegistryHttp } from './RegistryHttp';
import { openRepository, type RepositoryWire } from './RepositoryWire';
import type { RetryPolicy } from './retry';
import type { MirrorSettings, RegistrySettings } from './settings';
import type { TimeLimits } from './TimeLimits';

/** A registry and its mirrors, each with the credentials that are its own. */
export class RegistryPlaces {
  readonly origin: RegistryHttp;
  readonly #mirrors: readonly {
    readonly http: RegistryHttp;
    readonly settings: MirrorSettings;
  }[];

  constructor(
    settings: RegistrySettings,
    retryPolicy: RetryPolicy,
    limits: TimeLimits,
  ) {
    this.origin = new RegistryHttp(settings, retryPolicy, limits);
    this.#mirrors = (settings.mirrors ?? []).map(mirror => ({
      settings: mirror,
      // where a mirror fails, the next place is the other attempt
      http: new RegistryHttp(mirror, { ...retryPolicy, attempts: 1 }, limits),
    }));
  }

  /** Where to write, and what else only the registry itself knows. */
  writing(repository: RepositoryName): RepositoryWire {
    return openRepository(this.origin, repository);
  }

  /** Where to read, in this order; the registry itself is the last. */
  reading(repository: RepositoryName, tagOrDigest: string): RepositoryWire[] {
    const origin = this.writing(repository);
    const path = origin.base.slice('/v2/'.length);
    const mirrors = this.#mirrors
      .filter(({ settings }) => isDigest(tagOrDigest) || settings.hasTags)
      .map(({ http, settings: { host, pathPrefix } }) =>
        openRepository(http, {
          host,
          path: pathPrefix ? `${pathPrefix}/${path}` : path,
        }),
      );
    return [...mirrors, origin];
  }
}

/**
 * Reads from the first place that has it. What the last one answers is the answer, whatever that is: a mirror that
 * fails is as good as none.
 */
export async function readFirst<T>(
  wires: readonly RepositoryWire[],
  signal: AbortSignal | undefined,
  read: (wire: RepositoryWire) => Promise<T>,
): Promise<T> {
  for (const mirror of wires.slice(0, -1)) {
    if (mirror.http.isAway) continue;
    try {
      const found = await read(mirror);
      if (found !== undefined) return found;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof RegistryError)) throw error;
    }
  }
  return read(wires[wires.length - 1]);
}
