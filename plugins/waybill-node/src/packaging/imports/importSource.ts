import {
  InvalidReferenceError,
  parseReference,
  type Reference,
} from '@waybill/backstage-plugin-waybill-common';
import { ImportError } from './ImportError';

/** A model of a hub that speaks Hugging Face's API. @public */
export interface HubSource {
  readonly kind: 'huggingface';
  /** `org/name` */
  readonly model: string;
  /** Branch, tag or commit; `main` where the text says nothing. */
  readonly revision: string;
  /** Origin of the hub, where the text was a URL of its pages. */
  readonly endpoint?: string;
  /** One file, where the text was the URL of one. */
  readonly path?: string;
}

/** A file of a web server. @public */
export interface HttpsSource {
  readonly kind: 'https';
  readonly url: string;
  /** What the bytes must be: `#sha256=<64 hex>` behind the URL. */
  readonly digest?: string;
}

/** A package of a registry. @public */
export interface RegistrySource {
  readonly kind: 'registry';
  readonly reference: Reference;
}

/**
 * A folder of a Git repository, as URL of its page at GitHub, GitLab, Gitea …, or as `https://host/repository//folder?ref=revision`.
 *
 * @public
 */
export interface GitSource {
  readonly kind: 'git';
  readonly url: string;
}

/** @public */
export type ImportSource = HubSource | HttpsSource | RegistrySource | GitSource;

const MAX_LENGTH = 2_048;
/** The names that the hub gives out; `--` and `..` are not among them. */
const HUB_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?$/;
/** What Git allows in the name of a branch or tag, less what nobody uses. */
const REVISION = /^[A-Za-z0-9_](?:[\w./+-]{0,253}[\w+-])?$/;
/** Pages of folders at GitHub, GitLab, Gitea and Bitbucket. */
const GIT_PAGE = /\/(?:-\/tree|tree|src\/branch|src\/tag|src\/commit)\//;

const EXAMPLES =
  'hf://org/name@revision, https://host/file, oci://host/path:tag or git+https://host/org/repository/tree/main/folder';

/**
 * Tells what a text names: `hf://org/name[@revision]` or `org/name[@revision]`, the URL of a page of a hub, the URL of a
 * folder at a Git host (`git+https://…`, `git+ssh://…`, or one with `/tree/`), `oci://host/path:tag` or `host/path:tag`,
 * and any other `https://` URL as a file.
 *
 * @param options - `hubs`: origins of hubs, whose pages are models and not files
 * @throws ImportError `SOURCE_INVALID`
 * @public
 */
export function parseImportSource(
  text: string,
  options: { readonly hubs?: readonly string[] } = {},
): ImportSource {
  if (typeof text !== 'string' || !text || text.length > MAX_LENGTH)
    throw invalid(text, `give ${EXAMPLES}`);
  if (text.startsWith('hf://')) return parseHub(text, text.slice(5));
  if (text.startsWith('oci://')) return parseRegistry(text, text.slice(6));
  if (text.startsWith('git+')) return parseGit(text, text.slice(4));
  if (/^https?:\/\//.test(text)) return parseUrl(text, options.hubs ?? []);
  if (text.includes('://')) throw invalid(text, `give ${EXAMPLES}`);
  // a registry has a dot, a port or is called localhost; the organisation of a hub has none of them here
  const isHub = /^[A-Za-z0-9_-]+\/[^/:@]+(?:@.*)?$/.test(text);
  return isHub && !text.startsWith('localhost/')
    ? parseHub(text, text)
    : parseRegistry(text, text);
}

function parseHub(text: string, rest: string): HubSource {
  const at = rest.indexOf('@');
  const model = at < 0 ? rest : rest.slice(0, at);
  return hubSource(text, model, at < 0 ? 'main' : rest.slice(at + 1));
}

function hubSource(text: string, model: string, revision: string): HubSource {
  const names = model.split('/');
  const isModel =
    names.length === 2 &&
    names.every(name => HUB_NAME.test(name) && !/--|\.\./.test(name));
  if (!isModel)
    throw invalid(text, 'name a model of the hub as hf://org/name@revision');
  if (!isRevision(revision))
    throw invalid(text, 'behind the @ give a branch, a tag or a commit');
  return { kind: 'huggingface', model, revision };
}

/** Whether a text is a branch, tag or commit that can be asked for. */
export function isRevision(text: string): boolean {
  return REVISION.test(text) && !/\.\.|\/\/|\/\.|\.lock$/.test(text);
}

function parseRegistry(text: string, rest: string): RegistrySource {
  try {
    const reference = parseReference(rest);
    if (reference.tag || reference.digest)
      return { kind: 'registry', reference };
  } catch (cause) {
    if (!(cause instanceof InvalidReferenceError)) throw cause;
    throw invalid(text, `give ${EXAMPLES}`, cause);
  }
  throw invalid(text, 'add the tag or the digest of the package');
}

function parseGit(text: string, rest: string): GitSource {
  if (!rest.startsWith('ssh://'))
    return { kind: 'git', url: urlOf(text, rest).href };
  const url = URL.canParse(rest) ? new URL(rest) : undefined;
  // what begins with a dash would be an option of ssh
  const isPlain =
    url &&
    !url.password &&
    /^(?:\w[\w.-]*)?@[\w[]/.test(`${url.username}@${url.host}`);
  if (!isPlain)
    throw invalid(text, 'give it as git+ssh://git@host/org/repository');
  return { kind: 'git', url: url.href };
}

function parseUrl(text: string, hubs: readonly string[]): ImportSource {
  const url = urlOf(text, text);
  const page = hubs.includes(url.origin) ? parseHubPage(text, url) : undefined;
  if (page) return page;
  if (GIT_PAGE.test(url.pathname)) return { kind: 'git', url: url.href };
  const hash = url.hash;
  url.hash = '';
  if (!hash) return { kind: 'https', url: url.href };
  const sha256 = /^#sha256=([0-9a-f]{64})$/.exec(hash)?.[1];
  if (!sha256)
    throw invalid(
      text,
      'behind the # give sha256= and 64 hexadecimal digits, or nothing',
    );
  return { kind: 'https', url: url.href, digest: `sha256:${sha256}` };
}

/** `/org/name`, `/org/name/tree/<revision>`, `/org/name/blob|resolve/<revision>/<path>`. */
function parseHubPage(text: string, url: URL): HubSource | undefined {
  const [, model, verb, revision, path] =
    /^\/([^/]+\/[^/]+)(?:\/(tree|blob|resolve)\/([^/]+)(?:\/(.+))?)?\/?$/.exec(
      url.pathname,
    ) ?? [];
  if (!model) return undefined;
  if (verb === 'tree' && path)
    throw invalid(
      text,
      'give the model without its folder, and name the folder under include',
    );
  return {
    ...hubSource(text, model, decoded(text, revision ?? 'main')),
    endpoint: url.origin,
    ...(path ? { path: decoded(text, path) } : {}),
  };
}

function decoded(text: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw invalid(text, 'it has a % that stands for no character', cause);
  }
}

function urlOf(text: string, rest: string): URL {
  if (!URL.canParse(rest)) throw invalid(text, 'it is no URL');
  const url = new URL(rest);
  if (!/^https?:$/.test(url.protocol))
    throw invalid(text, 'only https:// is read');
  if (url.username || url.password)
    throw invalid(
      text,
      'leave out the credentials: they belong into the configuration',
    );
  return url;
}

function invalid(text: unknown, todo: string, cause?: unknown): ImportError {
  const shown =
    typeof text === 'string'
      ? text
          .slice(0, 200)
          .replace(/\p{C}+/gu, ' ')
          .replace(/\/\/[^/@]*@/g, '//***@')
      : typeof text;
  return new ImportError({
    code: 'SOURCE_INVALID',
    cause,
    message: `'${shown}' names nothing that can be imported: ${todo}.`,
  });
}
