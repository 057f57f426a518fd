import tls from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import type { RegistryAccess } from './settings';
import type { TimeLimits } from './TimeLimits';

/**
 * Connections to a registry and to where it sends its clients. The client's certificate says who it is, so it is shown
 * to the registry alone.
 */
export class Connections {
  private readonly own: Dispatcher;
  private readonly others: Dispatcher;

  constructor(
    private readonly origin: string,
    access: RegistryAccess,
    limits: TimeLimits,
  ) {
    const { ca, clientCertificate, clientKey } = access;
    const trust = { ...(ca ? { ca: [...trustedByMachine(), ca] } : {}) };
    const create = (identity: object) =>
      new Agent({
        connect: { timeout: limits.connectMs, ...trust, ...identity },
        headersTimeout: limits.idleMs,
        bodyTimeout: limits.idleMs,
      });
    this.others = create({});
    this.own = clientCertificate
      ? create({ cert: clientCertificate, key: clientKey })
      : this.others;
  }

  to(url: URL): Dispatcher {
    return url.origin === this.origin ? this.own : this.others;
  }
}

/** A list of authorities takes the place of Node's own: blobs in a store with a public certificate need those too. */
function trustedByMachine(): readonly string[] {
  return tls.getCACertificates('default');
}
