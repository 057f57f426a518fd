import tls from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import { directGet, isRedirect, type DirectAnswer } from './directGet';
import type { RegistryAccess } from './settings';
import type { TimeLimits } from './TimeLimits';

/**
 * Connections to a registry and to where it sends its clients. The client's certificate says who it is, so it is shown
 * to the registry alone.
 */
export class Connections {
  private readonly own: Dispatcher;
  private readonly others: Dispatcher;
  private readonly trust: { readonly ca?: string[] };
  private readonly identity: { readonly cert?: string; readonly key?: string };
  /** Servers that did not answer as {@link directGet} understands. */
  private readonly indirect = new Set<string>();
  /** Servers that keep their blobs elsewhere: to be told where, a connection of its own is too much. */
  private readonly redirecting = new Set<string>();

  constructor(
    private readonly origin: string,
    access: RegistryAccess,
    private readonly limits: TimeLimits,
  ) {
    const { ca, clientCertificate, clientKey } = access;
    this.trust = { ...(ca ? { ca: [...trustedByMachine(), ca] } : {}) };
    this.identity = clientCertificate
      ? { cert: clientCertificate, key: clientKey }
      : {};
    const create = (identity: object) =>
      new Agent({
        connect: { timeout: limits.connectMs, ...this.trust, ...identity },
        headersTimeout: limits.idleMs,
        bodyTimeout: limits.idleMs,
      });
    this.others = create({});
    this.own = clientCertificate ? create(this.identity) : this.others;
  }

  to(url: URL): Dispatcher {
    return url.origin === this.origin ? this.own : this.others;
  }

  /**
   * Gets something large the short way.
   *
   * @param options - `isRedirected`: whether a redirect leads there
   * @returns `undefined` where the server has to be asked through a dispatcher
   */
  async getDirect(
    url: URL,
    headers: Readonly<Record<string, string>>,
    options: { readonly isRedirected: boolean; readonly signal?: AbortSignal },
  ): Promise<DirectAnswer | undefined> {
    const { isRedirected, signal } = options;
    const { origin } = url;
    if (this.indirect.has(origin)) return undefined;
    if (!isRedirected && this.redirecting.has(origin)) return undefined;
    const answer = await directGet(url, {
      headers,
      secure: {
        ...this.trust,
        ...(origin === this.origin ? this.identity : {}),
      },
      limits: this.limits,
      signal,
    });
    if (answer === 'never') this.indirect.add(origin);
    if (typeof answer !== 'object') return undefined;
    if (isRedirect(answer)) this.redirecting.add(origin);
    return answer;
  }
}

/** A list of authorities takes the place of Node's own: blobs in a store with a public certificate need those too. */
function trustedByMachine(): readonly string[] {
  return tls.getCACertificates('default');
}
