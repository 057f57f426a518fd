import type { z } from 'zod';
import { ScmError, type ScmErrorCode } from './ScmError';

/** Larger answers are refused: the API's pages and the files that Waybill writes are far smaller. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

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
      throw this.answerError(what, answer);
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

  private answerError(what: string, answer: GiteaAnswer): ScmError {
    const { status } = answer;
    if (status >= 300 && status < 400) {
      return this.badAnswer(what, `redirect, HTTP ${status}`, status);
    }
    const known = ANSWERS[status] ?? (status >= 500 ? ANSWERS[503] : REJECTED);
    const said = messageOf(answer.body);
    return new ScmError({
      code: known.code,
      status,
      message: `Could not ${what}: ${this.host} answered HTTP ${status}${
        said ? ` (${said})` : ''
      }; ${known.advice}`,
    });
  }
}

interface KnownAnswer {
  readonly code: ScmErrorCode;
  readonly advice: string;
}

const REJECTED: KnownAnswer = {
  code: 'REJECTED',
  advice: 'the host refused it',
};

const ANSWERS: Readonly<Record<number, KnownAnswer>> = {
  401: {
    code: 'UNAUTHORIZED',
    advice: 'check username and password (token) in integrations.gitea',
  },
  403: {
    code: 'FORBIDDEN',
    advice:
      'the account in integrations.gitea needs the right to do this (token scope, organisation or branch protection)',
  },
  404: {
    code: 'NOT_FOUND',
    advice: 'check the owner and the name, and that the account may see it',
  },
  409: { code: 'CONFLICT', advice: 'somebody changed it at the same time' },
  429: { code: 'UNAVAILABLE', advice: 'it asks to come back later' },
  503: { code: 'UNAVAILABLE', advice: 'try again when it is well' },
};

class BodyTooLargeError extends Error {}

async function readBounded(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    sizeBytes += value.byteLength;
    if (sizeBytes > MAX_BODY_BYTES) {
      await reader.cancel();
      throw new BodyTooLargeError();
    }
    chunks.push(value);
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

function messageOf(body: unknown): string | undefined {
  const message = (body as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' && message
    ? message.replace(/\s+/g, ' ').slice(0, 300)
    : undefined;
}

function causeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown; message?: unknown } })
    .cause;
  return String(cause?.code ?? cause?.message ?? (error as Error).message);
}
