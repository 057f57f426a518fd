import type { z } from 'zod';
import { BodyTooLargeError, MAX_BODY_BYTES, readBounded } from './boundedBody';
import { refusalOf } from './giteaRefusal';
import { ScmError } from './ScmError';

/** @internal */
export interface GiteaHttpOptions {
  /** Without a trailing slash; the API is below `/api/v1`. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** An answer whose status the caller has not judged yet. @internal */
export interface GiteaAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * One request to Gitea's REST API v1: with a timeout, a bounded body, and no redirects (credentials stay where they
 * belong).
 *
 * @internal
 */
export class GiteaHttp {
  readonly host: string;

  constructor(private readonly options: GiteaHttpOptions) {
    this.host = new URL(options.baseUrl).host;
  }

  /**
   * @param what - what is being done, for a message: "create the repository ml/iris".
   * @param accept - statuses besides 2xx that the caller judges itself.
   * @throws ScmError
   */
  async request(
    what: string,
    method: 'GET' | 'POST',
    path: string,
    options: {
      readonly body?: unknown;
      readonly accept?: readonly number[];
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<GiteaAnswer> {
    const timeout = AbortSignal.timeout(this.options.timeoutMs);
    const signal = options.signal
      ? AbortSignal.any([options.signal, timeout])
      : timeout;
    let answer: GiteaAnswer;
    try {
      const response = await fetch(`${this.options.baseUrl}/api/v1${path}`, {
        method,
        headers: {
          ...this.options.headers,
          accept: 'application/json',
          ...(options.body !== undefined && {
            'content-type': 'application/json',
          }),
        },
        body:
          options.body === undefined ? undefined : JSON.stringify(options.body),
        redirect: 'manual',
        signal,
      });
      answer = {
        status: response.status,
        body: parseJson(await readBounded(response)),
      };
    } catch (error) {
      options.signal?.throwIfAborted();
      throw this.connectionError(what, error, timeout.aborted);
    }
    const isGood = answer.status >= 200 && answer.status < 300;
    if (!isGood && !options.accept?.includes(answer.status)) {
      throw answer.status < 400
        ? this.badAnswer(what, `HTTP ${answer.status}`, answer.status)
        : refusalOf(what, this.host, answer);
    }
    return answer;
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
    return new ScmError({
      code: 'BAD_ANSWER',
      status,
      message: `Could not ${what}: ${this.host} gave an answer that is not Gitea's (${detail}); check integrations.gitea and what answers at that address`,
    });
  }

  private connectionError(what: string, error: unknown, isTimeout: boolean) {
    if (error instanceof BodyTooLargeError) {
      return this.badAnswer(what, `more than ${MAX_BODY_BYTES} bytes`);
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

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
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
