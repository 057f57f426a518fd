import { createHash } from 'node:crypto';
import http from 'node:http';

/** What is compared of an answer: everything else may differ between two good registries. */
export interface Answer {
  readonly request: string;
  readonly status: number;
  /** The first of the body's error codes. */
  readonly errorCode?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the body is the answer itself. */
  readonly body?: unknown;
}

export interface ExchangeRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Send the body without a length. */
  readonly isChunked?: boolean;
  /** Compare the body as well. */
  readonly compareBody?: boolean;
  /** Tells this request from others of its scenario with the same method and path. */
  readonly note?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Headers on which clients rely. */
const KEY_HEADERS = [
  'accept-ranges',
  'allow',
  'content-length',
  'content-range',
  'content-type',
  'docker-content-digest',
  'docker-distribution-api-version',
  'etag',
  'link',
  'location',
  'range',
  'www-authenticate',
];

export function sha256(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A conversation with one registry about one new repository, recorded in a form that can be compared. */
export class RegistryExchange {
  readonly answers: Answer[] = [];
  readonly #base: string;
  readonly repository: string;
  readonly #agent = new http.Agent({ keepAlive: false });

  constructor(options: { readonly url: string; readonly repository: string }) {
    this.#base = options.url;
    this.repository = options.repository;
  }

  /** Sends a request; `target` is a path, or a URL that the registry gave. `{}` in it stands for the repository. */
  async send(
    method: string,
    target: string,
    options: ExchangeRequest = {},
  ): Promise<RawAnswer> {
    const url = new URL(target.replace('{}', this.repository), this.#base);
    const raw = await this.#request(method, url, options);
    this.answers.push(
      this.#record(this.#label(method, target, options.note), raw, {
        hasBody: method !== 'HEAD',
        compareBody: options.compareBody ?? false,
      }),
    );
    return raw;
  }

  /** Begins an upload and gives its URL. */
  async startUpload(): Promise<string> {
    const { headers } = await this.send('POST', '/v2/{}/blobs/uploads/');
    return this.absolute(headers.location);
  }

  /** Uploads a blob in one piece; not recorded, for what a scenario stands on. */
  async pushBlob(content: string | Buffer): Promise<string> {
    const digest = sha256(content);
    const url = new URL(`/v2/${this.repository}/blobs/uploads/`, this.#base);
    const started = await this.#request('POST', url, {});
    const location = withDigest(
      this.absolute(started.headers.location),
      digest,
    );
    await this.#expectCreated('PUT', new URL(location), {
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    });
    return digest;
  }

  /** Uploads a manifest; not recorded. */
  async pushManifest(
    reference: string,
    manifest: { mediaType: string; body: string },
  ): Promise<string> {
    const url = new URL(
      `/v2/${this.repository}/manifests/${reference}`,
      this.#base,
    );
    await this.#expectCreated('PUT', url, {
      headers: { 'content-type': manifest.mediaType },
      body: manifest.body,
    });
    return sha256(manifest.body);
  }

  absolute(location: string | undefined): string {
    return new URL(location ?? '/no-location', this.#base).href;
  }

  async #expectCreated(method: string, url: URL, options: ExchangeRequest) {
    const { status, body } = await this.#request(method, url, options);
    if (status !== 201) {
      throw new Error(
        `${method} ${
          url.pathname
        } was to prepare a scenario and is answered with ${status}: ${body
          .toString('utf8')
          .slice(0, 500)}`,
      );
    }
  }

  #request(
    method: string,
    url: URL,
    options: ExchangeRequest,
  ): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const body = options.body ?? '';
      const headers: Record<string, string | number> = { ...options.headers };
      if (!options.isChunked) {
        headers['content-length'] = Buffer.byteLength(body);
      }
      const request = http.request(url, {
        method,
        headers,
        agent: this.#agent,
        timeout: 20_000,
      });
      request.on('timeout', () =>
        request.destroy(new Error(`${method} ${url} timed out`)),
      );
      let isAnswered = false;
      // A registry may refuse a body before it has read it and close: the answer counts.
      request.on('error', error => (isAnswered ? undefined : reject(error)));
      request.on('response', response => {
        isAnswered = true;
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      request.end(body);
    });
  }

  #record(
    request: string,
    raw: RawAnswer,
    { hasBody, compareBody }: { hasBody: boolean; compareBody: boolean },
  ): Answer {
    const errorCode = hasBody ? firstErrorCode(raw) : undefined;
    const headers: Record<string, string> = {};
    for (const name of KEY_HEADERS) {
      const value = raw.headers[name];
      // The text of an error and the spaces of JSON, and so their lengths, are each registry's own.
      const isErrorText =
        raw.status >= 400 && ['content-type', 'content-length'].includes(name);
      const isJsonLength =
        name === 'content-length' &&
        raw.headers['content-type']?.startsWith('application/json');
      if (value !== undefined && !isErrorText && !isJsonLength) {
        headers[name] = this.#normalise(String(value));
      }
    }
    return {
      request,
      status: raw.status,
      errorCode,
      headers,
      body: compareBody ? this.#comparableBody(raw) : undefined,
    };
  }

  #label(method: string, target: string, note?: string): string {
    const path = this.#normalise(target).replace(
      /sha256:[0-9a-f]{64}/g,
      '<digest>',
    );
    return `${method} ${path}${note ? ` (${note})` : ''}`;
  }

  #comparableBody({ body }: RawAnswer): unknown {
    const text = this.#normalise(body.toString('utf8'));
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  /** Replaces what is different at each run: host, repository, upload sessions and their state. */
  #normalise(text: string): string {
    return text
      .replaceAll(this.#base, '')
      .replaceAll(this.repository, '<repository>')
      .replace(
        /\/blobs\/uploads\/[0-9A-Za-z_-]{8,}/,
        '/blobs/uploads/<session>',
      )
      .replace(/_state=[^&]*&?/, '')
      .replace(/\?$/, '');
  }
}

/** Adds the digest to an upload's URL, which may have a query of its own. */
export function withDigest(location: string, digest: string): string {
  return `${location}${location.includes('?') ? '&' : '?'}digest=${digest}`;
}

function firstErrorCode({ body }: RawAnswer): string | undefined {
  try {
    const parsed = JSON.parse(body.toString('utf8')) as {
      errors?: { code?: string }[];
    };
    return parsed.errors?.[0]?.code;
  } catch {
    return undefined;
  }
}
