/**
 * What kind of place a path of a Kitfile names: as kit 1.15 tells them apart.
 *
 * - `local`: a file or folder beside the Kitfile.
 * - `modelkit`: the reference of a ModelKit.
 * - `s3`: an object in a bucket.
 * - `url`: anything else that looks like a URL.
 *
 * @public
 */
export type KitfilePathKind = 'local' | 'modelkit' | 's3' | 'url';

/** @public */
export function kitfilePathKind(path: string): KitfilePathKind {
  if (isModelKitReference(path)) return 'modelkit';
  if (/^s3:/i.test(path)) return 's3';
  return /^(?:[a-z][a-z0-9+.-]*:|\/\/(?!\/))/i.test(path) ? 'url' : 'local';
}

/**
 * A path as kit compares and stores it: `./a//b/../c/` is `a/c`, and none is `.` (Go's `path.Clean`).
 *
 * @public
 */
export function cleanKitfilePath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 0 && segments[segments.length - 1] !== '..')
      segments.pop();
    else if (!isAbsolute) segments.push('..');
  }
  const clean = segments.join('/');
  if (isAbsolute) return `/${clean}`;
  return clean === '' ? '.' : clean;
}

// each repetition starts with a separator: the grammar as OCI writes it takes exponential time in a backtracking matcher
const COMPONENT = '[a-z0-9]+(?:(?:__|[._]|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST =
  /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const REGISTRY = /^[^\s/?#@\\^`{|}%:[\]\p{Cc}]+(?::\d*)?$/u;
const MAX_REFERENCE = 1024;

/**
 * Whether kit 1.15 takes a text for the reference of a ModelKit. It needs a tag or a digest, or a host with a port.
 *
 * @public
 */
export function isModelKitReference(text: string): boolean {
  if (text.length > MAX_REFERENCE || !/[:@]/.test(text)) return false;
  if (DIGEST.test(text)) return true;
  const [first] = text.split(',');
  const slash = first.indexOf('/');
  const host = slash < 0 ? '' : first.slice(0, slash);
  const hasHost = /[:.]/.test(host);
  if (hasHost && !REGISTRY.test(host)) return false;
  return isRepository(hasHost ? first.slice(slash + 1) : first);
}

/** `repository`, `repository:tag`, `repository@digest` or `repository:ignored@digest`. */
function isRepository(text: string): boolean {
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const colon = name.indexOf(':');
  if (!REPOSITORY.test(colon < 0 ? name : name.slice(0, colon))) return false;
  if (at >= 0) return DIGEST.test(text.slice(at + 1));
  return colon < 0 || TAG.test(name.slice(colon + 1));
}
