import { ImportError } from '../ImportError';
import { skipBytes } from '../web/skipBytes';
import type { WebAnswer, WebClient } from '../web/WebClient';
import { invalidAnswer } from '../web/webErrors';
import {
  readFiles,
  readModel,
  type HubFile,
  type HubModel,
} from './hubAnswers';

const MAX_FILES = 100_000;
const MAX_PAGES = 500;

/** The hub's API, as far as an import needs it. */
export class HubApi {
  constructor(
    private readonly web: WebClient,
    readonly endpoint: string,
    readonly model: string,
  ) {}

  async readModel(revision: string, signal?: AbortSignal): Promise<HubModel> {
    const url = this.url(
      `api/models/${this.model}/revision/${encodeURIComponent(revision)}`,
    );
    const what = `what the hub knows of ${this.model}`;
    const { json } = await this.web.fetchJson(url, what, signal);
    return readModel(json, url, what);
  }

  async listFiles(commit: string, signal?: AbortSignal): Promise<HubFile[]> {
    const what = `the list of files of ${this.model}`;
    const url = this.url(`api/models/${this.model}/tree/${commit}`);
    url.search = 'recursive=true&expand=false';
    const files: HubFile[] = [];
    const seen = new Set<string>();
    for (let next: URL | undefined = url; next; ) {
      if (seen.has(next.href) || seen.size >= MAX_PAGES)
        throw invalidAnswer(next, `gives ${what} without an end`);
      seen.add(next.href);
      const { json, headers } = await this.web.fetchJson(next, what, signal);
      files.push(...readFiles(json, next, what));
      if (files.length > MAX_FILES) throw tooMany(this.model);
      next = followingPage(url, headers);
    }
    return files;
  }

  /** Asks whether a gated model's files may be read, where the hub tells; those of others need not be asked for. */
  async checkAccess(signal?: AbortSignal): Promise<void> {
    await this.web.sendForHead({
      method: 'GET',
      url: this.url(`api/models/${this.model}/auth-check`),
      // a mirror may not know the question
      expect: [200, 404, 405],
      signal,
    });
  }

  /** The bytes of a file from a position on. One attempt. */
  async openFile(
    commit: string,
    file: HubFile,
    options: { readonly start: number; readonly signal?: AbortSignal },
  ): Promise<AsyncIterable<Buffer>> {
    const { start, signal } = options;
    const path = file.path.split('/').map(encodeURIComponent).join('/');
    const url = this.url(`${this.model}/resolve/${commit}/${path}`);
    const answer = await this.web.sendOnce({
      method: 'GET',
      url,
      headers: start > 0 ? { range: `bytes=${start}-` } : {},
      expect: [200, 206],
      signal,
    });
    try {
      this.checkIdentity(commit, file, answer);
      checkLength(file, start, answer, url);
    } catch (error) {
      await answer.body.dump({ limit: 0 }).catch(() => {});
      throw error;
    }
    const bytes = this.web.readBody(answer, url);
    // who does not know ranges sends everything again
    return answer.status === 200 && start > 0 ? skipBytes(bytes, start) : bytes;
  }

  /** The hub says with its answer which commit and which bytes it is about to send. */
  private checkIdentity(
    commit: string,
    file: HubFile,
    { headers, passed }: WebAnswer,
  ): void {
    const all = [...passed, headers];
    const said = (name: string) =>
      all.find(its => its[name] !== undefined)?.[name];
    const its = said('x-repo-commit');
    if (its && its !== commit)
      throw this.changed(file, `it is that of commit ${its.slice(0, 40)}`);
    const etag = said('x-linked-etag')?.replace(/^(?:W\/)?"|"$/g, '');
    const isOther =
      etag && /^[0-9a-f]{64}$/.test(etag) && `sha256:${etag}` !== file.digest;
    if (file.digest && isOther)
      throw this.changed(file, 'its digest is another');
    const size = said('x-linked-size');
    if (size && Number(size) !== file.sizeBytes)
      throw this.changed(file, `it has ${Number(size)} bytes`);
  }

  private changed(file: HubFile, what: string): ImportError {
    return new ImportError({
      code: 'FILE_CHANGED',
      message: `${file.path} of ${this.model} is not the file that was listed: ${what}. Plan the import again.`,
    });
  }

  private url(path: string): URL {
    return new URL(`${this.endpoint}/${path}`);
  }
}

/** Of the link to the next page only the question is taken: the hub behind a mirror knows its own address alone. */
function followingPage(
  first: URL,
  headers: WebAnswer['headers'],
): URL | undefined {
  const target = headers.link?.match(/<([^>]+)>\s*;\s*rel="?next"?/)?.[1];
  if (!target || !URL.canParse(target, first)) return undefined;
  const next = new URL(first);
  next.search = new URL(target, first).search;
  return next;
}

function checkLength(
  { path, sizeBytes }: HubFile,
  start: number,
  { status, headers }: WebAnswer,
  url: URL,
): void {
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity')
    throw invalidAnswer(url, 'is compressed, which was not asked for');
  const range = headers['content-range'];
  if (status === 206 && !range?.startsWith(`bytes ${start}-`))
    throw invalidAnswer(url, `answers with another part (${range})`);
  const length = headers['content-length'];
  const expected = status === 206 ? sizeBytes - start : sizeBytes;
  if (length === undefined || Number(length) === expected) return;
  const isPage = /^text\/html/.test(headers['content-type'] ?? '');
  throw new ImportError({
    code: 'SIZE_MISMATCH',
    message: `${path} should come with ${expected} bytes and the server announces ${
      Number(length) || 'none'
    }${
      isPage ? ', as a web page' : ''
    }: nothing of it was read. Plan the import again.`,
  });
}

function tooMany(model: string): ImportError {
  return new ImportError({
    code: 'TOO_MANY_FILES',
    message: `${model} has more than ${MAX_FILES} files, which no package holds.`,
  });
}
