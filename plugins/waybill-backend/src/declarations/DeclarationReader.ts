import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  isVersionElsewhere,
  readDeclaration,
  VERSION_FILE,
  type Declaration,
  type Environment,
} from '@waybill/backstage-plugin-waybill-common';
import type { Model } from '../services/ModelDirectory';
import type { DeclarationStore, KnownDeclaration } from './DeclarationStore';

const READ_TIMEOUT_MS = 10_000;
const MAX_FILE_BYTES = 256 * 1024;
const MAX_PROBLEM_LENGTH = 500;

/** Files of an environment that pin a model, by the kind of what serves it; the last is a chart's. */
const PIN_FILES = ['inference-service.yaml', 'deployment.yaml', 'values.yaml'];

export interface DeclarationReaderOptions {
  readonly urlReader: UrlReaderService;
  readonly integrations: ScmIntegrationRegistry;
  readonly store: DeclarationStore;
  readonly environments: readonly Environment[];
  readonly now: () => Date;
}

/** Reads from Git which digest each environment of a model declares. */
export class DeclarationReader {
  readonly #options: DeclarationReaderOptions;

  constructor(options: DeclarationReaderOptions) {
    this.#options = options;
  }

  /**
   * Reads anew what Git declares for a model.
   *
   * @returns names of the environments whose declaration is another one now
   */
  async refresh(model: Model, signal: AbortSignal): Promise<string[]> {
    const { sourceUrl } = model;
    if (sourceUrl === undefined) {
      return [];
    }
    const { store, environments } = this.#options;
    const known = await store.list(model.entityRef);
    const changed = await Promise.all(
      environments.map(async ({ name }) => {
        const before = known.find(
          ({ declaration }) => declaration.environment === name,
        );
        const urlOf = (file: string) =>
          this.#options.integrations.resolveUrl({
            url: `./${model.deployPath}/environments/${name}/${file}`,
            base: sourceUrl,
          });
        const urls = PIN_FILES.map(urlOf);
        const pinned = await this.#readFirst(name, urls, before, signal);
        const after = isVersionElsewhere(pinned.declaration.storageUri ?? '')
          ? await this.#read(name, urlOf(VERSION_FILE), before, signal)
          : pinned;
        signal.throwIfAborted();
        await store.save(model.entityRef, after);
        return isSame(before, after) ? [] : [name];
      }),
    );
    return changed.flat();
  }

  /** The one that was there last time comes first: the kind of what serves a model hardly ever changes. */
  async #readFirst(
    environment: string,
    urls: readonly string[],
    before: KnownDeclaration | undefined,
    signal: AbortSignal,
  ): Promise<KnownDeclaration> {
    const last = before?.declaration.url;
    const ordered = [
      ...urls.filter(url => url === last),
      ...urls.filter(url => url !== last),
    ];
    for (const url of ordered) {
      const known = await this.#read(environment, url, before, signal);
      if (known.declaration.state !== 'missing') return known;
      signal.throwIfAborted();
    }
    return {
      declaration: {
        environment,
        url: urls[0],
        state: 'missing',
        asOf: this.#options.now().toISOString(),
      },
    };
  }

  async #read(
    environment: string,
    url: string,
    before: KnownDeclaration | undefined,
    signal: AbortSignal,
  ): Promise<KnownDeclaration> {
    const place = {
      environment,
      url,
      asOf: this.#options.now().toISOString(),
    };
    // The URL may have moved to another branch or repository, of which the etag says nothing.
    const last =
      before?.declaration.url === url ? before.declaration : undefined;
    try {
      const response = await this.#options.urlReader.readUrl(url, {
        etag: last?.revision,
        signal: AbortSignal.any([signal, AbortSignal.timeout(READ_TIMEOUT_MS)]),
      });
      const bytes = await response.buffer();
      const revision = response.etag;
      return bytes.length > MAX_FILE_BYTES
        ? { declaration: { ...place, ...tooLarge(bytes.length) } }
        : {
            declaration: {
              ...place,
              revision,
              ...readDeclaration(bytes.toString('utf8')),
            },
          };
    } catch (error) {
      return withoutAnswer(error, place, last);
    }
  }
}

function withoutAnswer(
  error: unknown,
  place: Pick<Declaration, 'environment' | 'url' | 'asOf'>,
  last: Declaration | undefined,
): KnownDeclaration {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotModifiedError' && last) {
    return { declaration: { ...last, asOf: place.asOf } };
  }
  if (name === 'NotFoundError') {
    return { declaration: { ...place, state: 'missing' } };
  }
  const problem = String(error).slice(0, MAX_PROBLEM_LENGTH);
  return last && last.state !== 'unreadable'
    ? { declaration: last, problem }
    : {
        declaration: { ...place, state: 'unreadable', error: problem },
        problem,
      };
}

function tooLarge(bytes: number): Pick<Declaration, 'state' | 'error'> {
  return {
    state: 'unreadable',
    error: `The file has ${bytes} bytes, more than the ${MAX_FILE_BYTES} that are read.`,
  };
}

function isSame(
  before: KnownDeclaration | undefined,
  after: KnownDeclaration,
): boolean {
  return before !== undefined && essenceOf(before) === essenceOf(after);
}

/** All but the time at which it was read. */
function essenceOf({ declaration, problem }: KnownDeclaration): string {
  const { state, url, storageUri, digest, version, error } = declaration;
  return JSON.stringify([
    state,
    url,
    storageUri,
    digest,
    version,
    error,
    problem !== undefined,
  ]);
}
