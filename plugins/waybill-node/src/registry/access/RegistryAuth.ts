import type { Dispatcher } from 'undici';
import { RegistryError } from '../errors';
import type { RegistryAccess } from '../settings';
import { basicHeader } from './basicHeader';
import { parseChallenges, type Challenge } from './challenges';
import { KnownCredentials } from './KnownCredentials';
import { repositoryOfScope, scopesToAsk } from './scopes';
import { fetchToken } from './tokenServer';
import { unlessAborted } from './unlessAborted';

/** A token is renewed this much before its end, so that it does not end on the way. */
const RENEW_BEFORE_MS = 10_000;
const REGISTRY_TOKEN_MS = 60_000;
const MAX_TOKENS = 1_000;

interface KnownToken {
  readonly header: string;
  readonly expiresAt: number;
}

/** A 401 and what it was the answer to. */
export interface Refusal {
  readonly wwwAuthenticate: string | undefined;
  readonly scope: string;
  /** The header that was sent. */
  readonly sent: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Credentials of one registry: they go to its own origin, and to the token server that it names there, and nowhere
 * else.
 */
export class RegistryAuth {
  readonly #access: RegistryAccess;
  readonly #tokens = new Map<string, KnownToken>();
  readonly #pending = new Map<string, Promise<KnownToken>>();
  readonly #known: KnownCredentials;
  private isBasic = false;

  constructor(
    access: RegistryAccess,
    private readonly dispatcherFor: (url: URL) => Dispatcher,
    private readonly now: () => number = Date.now,
  ) {
    this.#access = access;
    this.#known = new KnownCredentials(access, now);
  }

  /** The header to send for a scope, where one is known already. */
  async headerFor(
    scope: string,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const token = this.#tokens.get(scope);
    if (token && token.expiresAt > this.now()) return token.header;
    if (!this.isBasic) return undefined;
    const found = this.#known.find(repositoryOfScope(scope));
    return basicHeader(await unlessAborted(found, signal));
  }

  /**
   * Answers a 401.
   *
   * @returns false where there is nothing more to try
   */
  async answer(refusal: Refusal): Promise<boolean> {
    for (const challenge of parseChallenges(refusal.wwwAuthenticate ?? '')) {
      const canAnswer =
        challenge.scheme === 'bearer'
          ? await this.answerBearer(challenge, refusal)
          : challenge.scheme === 'basic' && (await this.answerBasic(refusal));
      if (canAnswer) return true;
    }
    return false;
  }

  private async answerBasic({ scope, sent, signal }: Refusal) {
    const isFresh = sent !== undefined && this.#known.canChange;
    const found = this.#known.find(repositoryOfScope(scope), { isFresh });
    const header = basicHeader(await unlessAborted(found, signal));
    if (!header || header === sent) return false;
    this.isBasic = true;
    return true;
  }

  private async answerBearer(
    challenge: Challenge,
    { scope, sent, signal }: Refusal,
  ): Promise<boolean> {
    const current = this.#tokens.get(scope);
    // another request has renewed it meanwhile
    if (current && current.header !== sent && current.expiresAt > this.now())
      return true;
    const renewal = this.#pending.get(scope) ?? this.renew(challenge, scope);
    const { header } = await unlessAborted(renewal, signal);
    return header !== sent;
  }

  /** One question at a time for each scope, however many requests wait for its answer. */
  private renew(challenge: Challenge, scope: string): Promise<KnownToken> {
    const renewal = this.askForToken(challenge, scope)
      .then(token => {
        if (this.#tokens.size >= MAX_TOKENS) this.#tokens.clear();
        this.#tokens.set(scope, token);
        return token;
      })
      .finally(() => this.#pending.delete(scope));
    this.#pending.set(scope, renewal);
    // who waits for it hears of a failure; nobody may be waiting any more
    renewal.catch(() => {});
    return renewal;
  }

  private async askForToken(
    challenge: Challenge,
    scope: string,
  ): Promise<KnownToken> {
    const path = repositoryOfScope(scope);
    const credentials = await this.#known.find(path);
    if (credentials?.registryToken) {
      return {
        header: `Bearer ${credentials.registryToken}`,
        expiresAt: this.now() + REGISTRY_TOKEN_MS,
      };
    }
    const { parameters } = challenge;
    const realm = this.checkRealm(parameters.realm ?? '');
    const ask = (its: typeof credentials) =>
      fetchToken({
        host: this.#access.host,
        realm,
        service: parameters.service,
        scopes: scopesToAsk(scope, parameters.scope),
        credentials: its,
        dispatcher: this.dispatcherFor(realm),
      });
    const token = await ask(credentials).catch(async error => {
      const isRefused =
        error instanceof RegistryError && error.code === 'UNAUTHORIZED';
      if (!isRefused || !credentials || !this.#known.canChange) throw error;
      // the helper may have another password by now
      return ask(await this.#known.find(path, { isFresh: true }));
    });
    return {
      header: `Bearer ${token.token}`,
      expiresAt: this.now() + token.lifetimeSeconds * 1000 - RENEW_BEFORE_MS,
    };
  }

  /** A token server gets the password: over TLS, or in clear only where the registry itself is configured so. */
  private checkRealm(realm: string): URL {
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    const isSafe =
      url?.protocol === 'https:' ||
      (url?.protocol === 'http:' && this.#access.plainHttp);
    if (url && isSafe && !url.username && !url.password) return url;
    throw new RegistryError({
      code: 'INVALID_ANSWER',
      message: `The registry ${
        this.#access.host
      } names a token server that is not reached over HTTPS; credentials are not sent there.`,
    });
  }
}
