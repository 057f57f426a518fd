import { InvalidReferenceError } from './InvalidReferenceError';

const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const IPV6 = /^\[[0-9A-Fa-f:.]{2,45}\]$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/** Length of host and path together (distribution-spec v1.1.1, "Pulling manifests": many clients allow no more). */
const MAX_LENGTH = 255;

/**
 * Splits `host/path` and holds both against their grammar.
 *
 * @throws InvalidReferenceError `INVALID_REFERENCE`, `INVALID_HOST`, `INVALID_PATH`
 * @internal
 */
export function splitRepository(text: string): { host: string; path: string } {
  const slash = text.indexOf('/');
  if (slash < 0 || text.length > MAX_LENGTH) {
    throw new InvalidReferenceError({
      code: 'INVALID_REFERENCE',
      text,
      what: 'the name of a repository',
      why:
        slash < 0
          ? 'give the registry as well, as in registry.example.com/models/iris'
          : `it is longer than ${MAX_LENGTH} characters`,
    });
  }
  const host = text.slice(0, slash);
  const path = text.slice(slash + 1);
  checkHost(host, text);
  checkPath(path, text);
  return { host, path };
}

function checkHost(host: string, text: string): void {
  const { name, port } =
    /^(?<name>\[[^\]]*\]|[^:]*)(?::(?<port>\d{1,5}))?$/.exec(host)?.groups ?? {
      name: '',
      port: undefined,
    };
  const isName =
    (IPV6.test(name) ||
      name.split('.').every(label => HOST_LABEL.test(label))) &&
    meansItself(name);
  const isPort =
    port === undefined || (Number(port) >= 1 && Number(port) <= 65535);
  // Without a dot or a port the first segment would be a path of Docker Hub to some tools and a host to others.
  const isHost =
    /[.[]/.test(name) || port !== undefined || name === 'localhost';
  if (!isName || !isPort || !isHost) {
    throw new InvalidReferenceError({
      code: 'INVALID_HOST',
      text,
      what: 'in a registry',
      why: 'begin with the host of the registry, with its port where it has one, as in registry.example.com:5000/models/iris',
    });
  }
}

/** URLs read some names as others: `1.2` and `0x7f.1` as addresses, which are not what was written. */
function meansItself(name: string): boolean {
  const url = `https://${name}`;
  if (!URL.canParse(url)) return false;
  return IPV6.test(name) || new URL(url).hostname === name.toLowerCase();
}

function checkPath(path: string, text: string): void {
  if (!path.split('/').every(component => PATH_COMPONENT.test(component))) {
    throw new InvalidReferenceError({
      code: 'INVALID_PATH',
      text,
      what: 'a repository',
      why: 'after the host use lower-case letters and digits, with single dots, underscores or dashes between them, as in models/iris',
    });
  }
}
