/** Grammars of what Flux and Argo CD take as text, each as narrow as both allow. */

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?$/;
/** As Flux' definitions have it, in a bounded form; `Kustomization.spec.timeout` knows no days either. */
const DURATION = /^(?:[0-9]{1,6}(?:\.[0-9]{1,3})?(?:ms|s|m|h)){1,4}$/;
const PATH_SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const BRANCH = /^[A-Za-z0-9_][A-Za-z0-9._/@+=-]*$/;
const MAX_TEXT_LENGTH = 250;

/** @internal */
export function isDnsLabel(text: string): boolean {
  return DNS_LABEL.test(text);
}

/** A name of most objects, such as a Secret. @internal */
export function isDnsSubdomain(text: string): boolean {
  return DNS_SUBDOMAIN.test(text) && !text.includes('..');
}

/** @internal */
export function isDuration(text: string): boolean {
  return DURATION.test(text) && /[1-9]/.test(text);
}

/** A folder below the root of a repository: never the root itself, never outside. @internal */
export function isRelativePath(text: string): boolean {
  return (
    text.length <= MAX_TEXT_LENGTH &&
    text.split('/').every(segment => PATH_SEGMENT.test(segment))
  );
}

/** @internal */
export function isBranch(text: string): boolean {
  return (
    text.length <= MAX_TEXT_LENGTH &&
    BRANCH.test(text) &&
    !/\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)|[./]$/.test(text)
  );
}

/** `undefined` where the URL is one that both engines can read without a credential in it. @internal */
export function gitUrlFault(text: string): string | undefined {
  const url = parseUrl(text);
  if (/^[^/]+@[^/:]+:/.test(text)) {
    return "it is written as 'user@host:path': write ssh://user@host/path";
  }
  if (!url || !['https:', 'http:', 'ssh:'].includes(url.protocol)) {
    return 'it is no https, http or ssh URL';
  }
  if (url.password || (url.username && url.protocol !== 'ssh:')) {
    return 'it carries credentials: put them into a Secret and name that';
  }
  if (url.search || url.hash) return "it has a part behind '?' or '#'";
  return url.pathname.length > 1 ? undefined : 'it names no repository';
}

/** @internal */
export function serverUrlFault(text: string): string | undefined {
  const url = parseUrl(text);
  if (!url || url.protocol !== 'https:') return 'it is no https URL';
  if (url.password || url.username) return 'it carries credentials';
  return url.search || url.hash ? "it has a part behind '?' or '#'" : undefined;
}

function parseUrl(text: string): URL | undefined {
  if (text.length > MAX_TEXT_LENGTH * 4 || /[\s\p{Cc}\\]/u.test(text)) {
    return undefined;
  }
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
