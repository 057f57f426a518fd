import type { z } from 'zod';
import type { Repo } from '../client/Repo';
import { ScmError } from '../ScmError';
import { BodyTooLargeError, readBounded } from './boundedBody';
import { refusalOf } from './refusal';
import { retryAfterMs, type Sleep, sleepFor } from './retryAfter';
import type { ScmHost } from './ScmHost';

/** Larger answers are refused: the API's pages and the files that Waybill writes are far smaller. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** A host that asks for more patience is not waited for. */
const MAX_WAIT_MS = 20_000;
const MAX_WAITS = 2;

/** @internal */
export interface ScmRequestOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses besides 2xx that the caller judges itself. */
  readonly accept?: readonly number[];
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** An answer whose status the caller has not judged yet. @internal */
export interface ScmAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; `undefined` where it is none. */
  readonly body: unknown;
  readonly bytes: Buffer;
}

/**
 * Requests to a Git host's REST API: with a timeout, a bounded body, and no redirects (credentials stay where they
 * belong). Where a host asks for a little patience, it is given.
 *
 * @internal
 */
export class ScmHttp {
  readonly host: string;

  constructor(
    readonly options: ScmHost,
    private readonly sleep: Sleep = sleepFor,
  ) {
    this.host = options.host;
  }

  /**
   * @param what - what is being done, for a message: "create the repository ml/iris".
   * @param repo - by whose owner credentials are chosen.
   * @param path - below the API's address; with a leading slash.
   * @throws ScmError
   */
  async request(
    what: string,
    repo: Repo,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH',
    path: string,
    options: ScmRequestOptions = {},
  ): Promise<ScmAnswer> {
    for (let waits = 0; ; waits++) {
      const answer = await this.send(what, repo, method, path, options);
      const { status } = answer;
      if (status >= 200 && status < 300) return answer;
      const waitMs = [403, 429, 503].includes(status)
        ? retryAfterMs(answer.headers, Date.now())
        : undefined;
      if (waitMs === undefined || waitMs > MAX_WAIT_MS || waits === MAX_WAITS) {
        return this.judge(what, answer, options, waitMs);
      }
      await this.sleep(waitMs, options.signal);
    }
  }

  /** Holds a body against what the API promises. @throws ScmError `BAD_ANSWER` */
  parse<T>(what: string, schema: z.ZodType<T>, body: unknown): T {
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw this.badAnswer(
      what,
      `${issue.path.join('.') || 'body'}: ${issue.message}`,
    );
  }

  /** An answer that is not what the API promises. */
  badAnswer(what: string, detail: string, status?: number): ScmError {
    const { kind, integration } = this.options;
    return new ScmError({
      code: 'BAD_ANSWER',
      status,
      message: `Could not ${what}: ${this.host} gave an answer that is not ${kind}'s (${detail}); check ${integration} and what answers at that address`,
    });
  }

  private judge(
    what: string,
    answer: ScmAnswer,
    options: ScmRequestOptions,
    waitMs: number | undefined,
  ): ScmAnswer {
    const { status } = answer;
    if (options.accept?.includes(status) && waitMs === undefined) return answer;
    throw status < 400
      ? this.badAnswer(
          what,
          `HTTP ${status}, to another address: it may have been renamed`,
          status,
        )
      : refusalOf(what, this.options, { ...answer, retryAfterMs: waitMs });
  }

  private async send(
    what: string,
    repo: Repo,
    method: string,
    path: string,
    options: ScmRequestOptions,
  ): Promise<ScmAnswer> {
    const timeout = AbortSignal.timeout(this.options.timeoutMs);
    const signal = options.signal
      ? AbortSignal.any([options.signal, timeout])
      : timeout;
    const maxBytes = options.maxBytes ?? MAX_BODY_BYTES;
    try {
      const credentials = await this.getHeaders(what, repo, signal);
      const response = await fetch(`${this.options.apiBaseUrl}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(options.body !== undefined && {
            'content-type': 'application/json',
          }),
          ...options.headers,
          ...credentials,
        },
        body:
          options.body === undefined
            ? options.form
            : JSON.stringify(options.body),
        redirect: 'manual',
        signal,
      });
      const bytes = await readBounded(response, maxBytes);
      const { status, headers } = response;
      if (this.isSignIn(status, headers)) throw this.signInError(what, status);
      return { status, headers, bytes, body: parseJson(bytes) };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof ScmError) throw error;
      throw this.connectionError(what, error, timeout.aborted, maxBytes);
    }
  }

  private async getHeaders(
    what: string,
    repo: Repo,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    signal.throwIfAborted();
    try {
      return await untilAborted(this.options.getHeaders(repo), signal);
    } catch (error) {
      signal.throwIfAborted();
      // Its message is not repeated: what makes tokens may show what it makes them of.
      throw new ScmError({
        code: 'UNAUTHORIZED',
        message: `Could not ${what}: no credentials for ${this.host} could be had; check ${this.options.credentialName} in ${this.options.integration}, and that it is meant for this owner`,
        cause: (error as Error).name,
      });
    }
  }

  private isSignIn(status: number, headers: Headers): boolean {
    const type = headers.get('content-type') ?? '';
    return this.options.isSignIn?.(status, type) ?? false;
  }

  private signInError(what: string, status: number): ScmError {
    return refusalOf(what, this.options, { status: 401, body: { status } });
  }

  private connectionError(
    what: string,
    error: unknown,
    isTimeout: boolean,
    maxBytes: number,
  ): ScmError {
    if (error instanceof BodyTooLargeError) {
      return this.badAnswer(what, `more than ${maxBytes} bytes`);
    }
    return isTimeout
      ? new ScmError({
          code: 'TIMEOUT',
          message: `Could not ${what}: ${this.host} gave no answer within ${this.options.timeoutMs} ms; try again when it answers`,
          cause: error,
        })
      : new ScmError({
          code: 'UNAVAILABLE',
          message: `Could not ${what}: no connection to ${this.host} (${causeOf(
            error,
          )}); check that it runs and can be reached from here`,
          cause: error,
        });
  }
}

async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
  } catch {
    // The status says more than a broken body does; whoever needs the body finds that it is missing.
    return undefined;
  }
}

function causeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown; message?: unknown } })
    .cause;
  return String(cause?.code ?? cause?.message ?? (error as Error).message);
}
