import { withoutQuery } from '../../../registry/errors';
import {
  DEFAULT_RETRY_POLICY,
  type RetryPolicy,
} from '../../../registry/retry';
import type { SourceFile } from '../../FileTree';
import { ImportError } from '../ImportError';
import type { ImportPlan, ImportWarning } from '../ImportPlan';
import type { ImportSettings } from '../importSettings';
import type { HttpsSource } from '../importSource';
import { IMPORTED_MODE, importTree, refuseTooLarge } from '../importTree';
import { selectFiles } from '../selectFiles';
import { HostRules } from '../web/HostRules';
import { resumingRead } from '../web/resumingRead';
import { skipBytes } from '../web/skipBytes';
import { WebClient, type WebAnswer } from '../web/WebClient';
import { invalidAnswer } from '../web/webErrors';

/** @public */
export interface OpenHttpsOptions {
  readonly settings: ImportSettings;
  readonly signal?: AbortSignal;
  readonly retryPolicy?: RetryPolicy;
}

/** A file of a web server, and what it is called in the package. @public */
export interface HttpsFile extends Pick<HttpsSource, 'url' | 'digest'> {
  /** Path in the package; the last part of the URL's path where absent. */
  readonly path?: string;
}

/** What a server says of a file: enough to notice that it was replaced. */
interface KnownFile {
  readonly url: URL;
  readonly sizeBytes: number;
  readonly etag?: string;
  readonly lastModified?: string;
}

/**
 * Opens files of web servers that configuration allows: asks for their sizes, and reads them when they are packaged.
 * Redirects are followed to allowed hosts only, unless the settings say otherwise.
 *
 * @throws ImportError; PackagingError `PATH_NOT_ALLOWED`; the signal's reason once it is aborted
 * @public
 */
export async function openHttpsFiles(
  sources: readonly HttpsFile[],
  options: OpenHttpsOptions,
): Promise<ImportPlan> {
  const { settings, signal, retryPolicy = DEFAULT_RETRY_POLICY } = options;
  const rules = new HostRules(settings.allowedHosts);
  const named = new Set(sources.map(({ url }) => new URL(url).origin));
  const web = new WebClient({
    check: url =>
      settings.followsRedirects && !named.has(url.origin)
        ? rules.checkRedirect(url)
        : rules.check(url),
    retryPolicy,
  });
  const known: { source: HttpsFile; file: KnownFile }[] = [];
  for (const source of sources)
    known.push({ source, file: await describe(web, source, signal) });
  const name = sources.map(({ url }) => withoutQuery(new URL(url))).join(', ');
  const tree = importTree(
    name,
    known.map(({ source, file }) => sourceFile(web, source, file)),
  );
  const { warnings } = selectFiles(tree.files, { isPackage: true }, name);
  refuseTooLarge(tree.files, settings, name);
  return {
    kind: 'https',
    name,
    revision: known
      .map(({ source, file }) => revisionOf(source, file))
      .join(', '),
    files: tree.files.map(({ path, sizeBytes, digest }) => ({
      path,
      sizeBytes,
      ...(digest ? { digest } : {}),
    })),
    totalBytes: tree.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    warnings: [...warnings, ...withoutDigest(sources)],
    ignored: [],
    facts: {},
    tree,
  };
}

/** {@link openHttpsFiles} of one. @public */
export function openHttpsFile(
  source: HttpsFile,
  options: OpenHttpsOptions,
): Promise<ImportPlan> {
  return openHttpsFiles([source], options);
}

/** Asks for the first byte: a link that is signed for reading does not answer HEAD. */
async function describe(
  web: WebClient,
  source: HttpsFile,
  signal?: AbortSignal,
): Promise<KnownFile> {
  const url = new URL(source.url);
  const { status, headers } = await web.sendForHead({
    method: 'GET',
    url,
    headers: { range: 'bytes=0-0' },
    expect: [200, 206, 416],
    signal,
  });
  refuseCompressed(headers, url);
  const total =
    status === 200
      ? headers['content-length']
      : /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
  const sizeBytes = Number(total ?? Number.NaN);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
    throw new ImportError({
      code: 'SIZE_UNKNOWN',
      message: `${url.host} does not say how large ${withoutQuery(
        url,
      )} is, and a package must know beforehand: download it and package the folder.`,
    });
  return {
    url,
    sizeBytes,
    ...(headers.etag ? { etag: headers.etag } : {}),
    ...(headers['last-modified']
      ? { lastModified: headers['last-modified'] }
      : {}),
  };
}

function sourceFile(
  web: WebClient,
  source: HttpsFile,
  file: KnownFile,
): SourceFile {
  const { digest } = source;
  const { sizeBytes, url } = file;
  const path = source.path ?? nameIn(url);
  return {
    path,
    sizeBytes,
    mode: IMPORTED_MODE,
    ...(digest ? { digest, fingerprint: digest } : {}),
    open: ({ start, signal } = {}) =>
      resumingRead(
        {
          name: withoutQuery(url),
          sizeBytes,
          ...(digest ? { digest } : {}),
          connect: (from, its) => connect(web, file, from, its),
        },
        { start, signal, retryPolicy: web.retryPolicy },
      ),
  };
}

async function connect(
  web: WebClient,
  file: KnownFile,
  start: number,
  signal?: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const { url, sizeBytes } = file;
  const answer = await web.sendOnce({
    method: 'GET',
    url,
    headers: start > 0 ? { range: `bytes=${start}-` } : {},
    expect: [200, 206],
    signal,
  });
  try {
    checkSame(file, answer);
    refuseCompressed(answer.headers, url);
    const range = answer.headers['content-range'];
    if (answer.status === 206 && !range?.startsWith(`bytes ${start}-`))
      throw invalidAnswer(url, 'answers with another part than was asked for');
  } catch (error) {
    await answer.body.dump({ limit: 0 }).catch(() => {});
    throw error;
  }
  const bytes = web.readBody(answer, url);
  const isWhole = answer.status === 200;
  const length = answer.headers['content-length'];
  if (
    length !== undefined &&
    Number(length) !== sizeBytes - (isWhole ? 0 : start)
  ) {
    await answer.body.dump({ limit: 0 }).catch(() => {});
    throw replaced(file);
  }
  return isWhole && start > 0 ? skipBytes(bytes, start) : bytes;
}

/** A file that is replaced while it is read would be half of each. */
function checkSame(file: KnownFile, { headers }: WebAnswer): void {
  const isSame = (before?: string, now?: string) =>
    !before || !now || before === now;
  const isReplaced = file.etag
    ? !isSame(file.etag, headers.etag)
    : !isSame(file.lastModified, headers['last-modified']);
  if (isReplaced) throw replaced(file);
}

function replaced({ url }: KnownFile): ImportError {
  return new ImportError({
    code: 'FILE_CHANGED',
    message: `${withoutQuery(
      url,
    )} was replaced while it was read: plan the import again.`,
  });
}

function refuseCompressed(headers: WebAnswer['headers'], url: URL): void {
  const encoding = headers['content-encoding'];
  if (encoding && encoding !== 'identity')
    throw invalidAnswer(url, 'is compressed, which was not asked for');
}

function nameIn(url: URL): string {
  const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  try {
    if (last) return decodeURIComponent(last);
  } catch {
    // said below
  }
  throw new ImportError({
    code: 'SOURCE_INVALID',
    message: `${withoutQuery(
      url,
    )} does not end with the name of a file: say what the file is to be called.`,
  });
}

function revisionOf({ digest }: HttpsFile, file: KnownFile): string {
  return digest ?? file.etag ?? file.lastModified ?? `${file.sizeBytes} bytes`;
}

function withoutDigest(sources: readonly HttpsFile[]): ImportWarning[] {
  const some = sources.filter(({ digest }) => !digest);
  if (some.length === 0) return [];
  return [
    {
      code: 'NO_DIGEST',
      message: `Nobody vouches for the bytes of ${some
        .slice(0, 5)
        .map(({ url }) => withoutQuery(new URL(url)))
        .join(
          ', ',
        )}: give the digest that its publisher names, as #sha256=… behind the URL.`,
    },
  ];
}
