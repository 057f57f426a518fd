import { ImportError } from '../ImportError';
import { addressOfHost, isPublicAddress } from './publicAddress';

/** Whether a host may be connected to wherever it is, or at public addresses only. */
export type Reach = 'anywhere' | 'public';

interface Rule {
  readonly protocol: 'https:' | 'http:';
  readonly host: string;
  readonly isWildcard: boolean;
}

const ENTRY =
  /^(?:(https?):\/\/)?(\*\.)?((?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?)$/;

/**
 * Which hosts an import may talk to, from `waybill.imports.allowedHosts`: `files.example.com:8443`, `*.example.com`
 * (every name below it, at public addresses only), and `http://…` where there is no TLS. A host that is listed by its
 * own name may be at a private address.
 */
export class HostRules {
  private readonly rules: readonly Rule[];

  /** @throws ImportError `CONFIG_INVALID` */
  constructor(entries: readonly string[]) {
    this.rules = entries.map(readEntry);
  }

  /** @returns `undefined` where the URL's host is not listed */
  reachOf(url: URL): Reach | undefined {
    const rule = this.rules.find(
      ({ protocol, host, isWildcard }) =>
        url.protocol === protocol &&
        (isWildcard ? url.host.endsWith(`.${host}`) : url.host === host),
    );
    if (!rule) return undefined;
    return rule.isWildcard ? 'public' : 'anywhere';
  }

  /** @throws ImportError `HOST_NOT_ALLOWED` */
  check(url: URL): Reach {
    const reach = this.reachOf(url);
    if (!reach)
      throw notAllowed(
        url,
        'Waybill reads from hosts only that configuration allows: ask for it to be added to waybill.imports.allowedHosts',
      );
    return checkAddress(url, reach);
  }

  /**
   * For where a server sends its clients: any host with HTTPS at a public address, and those that are listed.
   *
   * @throws ImportError `HOST_NOT_ALLOWED`
   */
  checkRedirect(url: URL): Reach {
    const reach = this.reachOf(url);
    if (!reach && url.protocol !== 'https:')
      throw notAllowed(url, 'clients are sent there without HTTPS');
    return checkAddress(url, reach ?? 'public');
  }
}

function checkAddress(url: URL, reach: Reach): Reach {
  const address = addressOfHost(url);
  if (reach === 'anywhere' || !address || isPublicAddress(address))
    return reach;
  throw privateAddress(url);
}

export function privateAddress(url: URL, cause?: unknown): ImportError {
  return notAllowed(
    url,
    'its address is not a public one: add the host by its own name to waybill.imports.allowedHosts, if it is meant',
    cause,
  );
}

function notAllowed(url: URL, why: string, cause?: unknown): ImportError {
  return new ImportError({
    code: 'HOST_NOT_ALLOWED',
    cause,
    message: `Nothing was read from ${url.protocol}//${url.host}: ${why}.`,
  });
}

function readEntry(entry: string): Rule {
  const [, scheme = 'https', wildcard, host] = ENTRY.exec(entry) ?? [];
  const origin = `${scheme}://${host}`;
  if (!host || !URL.canParse(origin))
    throw new ImportError({
      code: 'CONFIG_INVALID',
      message: `In waybill.imports.allowedHosts '${entry.slice(
        0,
        100,
      )}' is no host: give it as in files.example.com, *.example.com or files.example.com:8443.`,
    });
  return {
    protocol: scheme === 'http' ? 'http:' : 'https:',
    // as URLs spell it: lower case, no default port
    host: new URL(origin).host,
    isWildcard: Boolean(wildcard),
  };
}
