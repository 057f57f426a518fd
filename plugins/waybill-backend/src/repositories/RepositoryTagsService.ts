import { InputError } from '@backstage/errors';
import {
  formatRepository,
  isVersionTag,
  newestVersionsFirst,
  parseRepository,
  type RepositoryTags,
} from '@waybill/backstage-plugin-waybill-common';
import { RecentMap } from '../contents/RecentMap';
import { cachedFor } from '../services/cachedFor';
import type { PackageReader } from '../versions/PackageReader';

/** As many as a form can show; the newest of them. */
const MAX_TAGS = 200;
const MAX_REPOSITORIES = 100;
/** While somebody types, the same repository is asked for again and again. */
const FRESH_MS = 5_000;

/** Which versions any repository of a configured registry has. */
export class RepositoryTagsService {
  readonly #packages: Pick<PackageReader, 'knows' | 'listTags'>;
  readonly #signal: AbortSignal;
  readonly #recent = new RecentMap<() => Promise<readonly string[]>>(
    MAX_REPOSITORIES,
  );

  /** @param options.signal - ends what is under way; a caller that goes away does not, as others may wait for it too */
  constructor(options: {
    packages: Pick<PackageReader, 'knows' | 'listTags'>;
    signal: AbortSignal;
  }) {
    this.#packages = options.packages;
    this.#signal = options.signal;
  }

  /** @throws InputError for a registry that is not configured; InvalidReferenceError */
  async list(text: string): Promise<RepositoryTags> {
    const repository = parseRepository(text);
    if (!this.#packages.knows(repository.host)) {
      throw new InputError(
        `The registry '${repository.host}' is not in waybill.registries: Waybill talks to no other.`,
      );
    }
    const name = formatRepository(repository);
    const list = await this.#recent.get(name, async () =>
      cachedFor(FRESH_MS, async () =>
        newestVersionsFirst(
          (
            await this.#packages.listTags(repository, this.#signal)
          ).filter(isVersionTag),
        ),
      ),
    );
    const tags = await list();
    return {
      repository: name,
      tags: tags.slice(0, MAX_TAGS),
      total: tags.length,
    };
  }
}
