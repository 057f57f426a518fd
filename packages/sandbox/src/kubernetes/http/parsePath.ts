/** What a path of the API addresses. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  /** The old form `/api/v1/watch/…`. */
  readonly isWatch: boolean;
}

const maxSegments = 10;

/** Reads `/api/v1/…` and `/apis/<group>/<version>/…`; undefined for any other path. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const segments = pathname.split('/').filter(segment => segment !== '');
  if (segments.length > maxSegments) return undefined;
  const decoded = decode(segments);
  if (!decoded) return undefined;
  const [root, ...rest] = decoded;
  if (root === 'api' && rest.length >= 2)
    return parseRest('', rest[0], rest.slice(1));
  if (root === 'apis' && rest.length >= 3)
    return parseRest(rest[0], rest[1], rest.slice(2));
  return undefined;
}

function decode(segments: string[]): string[] | undefined {
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function parseRest(
  group: string,
  version: string,
  segments: string[],
): ResourcePath | undefined {
  const isWatch = segments[0] === 'watch';
  const parts = isWatch ? segments.slice(1) : segments;
  // `namespaces/x` is the namespace itself, as are its subresources; anything deeper is in the namespace.
  const isInNamespace =
    parts[0] === 'namespaces' &&
    parts.length >= 3 &&
    !(parts.length === 3 && ['status', 'finalize'].includes(parts[2]));
  const namespace = isInNamespace ? parts[1] : undefined;
  const [plural, name, subresource, ...tooMuch] = isInNamespace
    ? parts.slice(2)
    : parts;
  if (!plural || tooMuch.length > 0) return undefined;
  return { group, version, plural, namespace, name, subresource, isWatch };
}
