import { BoundedCache } from './BoundedCache';
import type { AnswerHead, ApiRequest } from './RegistryHttp';

const MAX_ENTRIES = 1_000;
const MAX_BYTES = 16 * 1024 * 1024;

/** A whole answer. */
export interface BytesAnswer extends AnswerHead {
  readonly bytes: Buffer;
}

/**
 * Answers that the registry has marked with an ETag: it is asked whether they are still so (RFC 9110 section 13.1.2),
 * and sends them again only where they are not.
 */
export class KnownAnswers {
  private readonly answers = new BoundedCache<BytesAnswer>({
    maxEntries: MAX_ENTRIES,
    maxBytes: MAX_BYTES,
  });

  /** The request, with the mark of what is known. */
  ask(api: ApiRequest): ApiRequest {
    const etag = this.answers.get(keyOf(api))?.headers.etag;
    return etag
      ? {
          ...api,
          headers: { ...api.headers, 'if-none-match': etag },
          expect: [...api.expect, 304],
        }
      : api;
  }

  /** The answer to such a request: what is known where it is still so. */
  take(api: ApiRequest, answer: BytesAnswer): BytesAnswer {
    const key = keyOf(api);
    const known = answer.status === 304 ? this.answers.get(key) : undefined;
    if (known) return known;
    if (answer.status === 200 && isMark(answer.headers.etag))
      this.answers.set(key, answer, answer.bytes.length);
    else this.answers.delete(key);
    return answer;
  }
}

function keyOf({ target, headers }: ApiRequest): string {
  return `${headers?.accept ?? ''} ${target}`;
}

function isMark(etag: string | undefined): boolean {
  return /^(?:W\/)?"[\x21\x23-\x7e]{1,256}"$/.test(etag ?? '');
}
