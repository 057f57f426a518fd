import { isClusterError } from '../clusters/ClusterError';
import type { ClusterHttp } from '../clusters/ClusterHttp';
import { fieldOf } from './kserveJson';

const MAX_BYTES = 8 * 1024 * 1024;
const MAX_OBJECTS = 200;
const TIMEOUT_MS = 15_000;

/** What of a cluster could not be read, and why. @public */
export interface PlatformGap {
  /** `ClusterStorageContainers` */
  readonly what: string;
  readonly message: string;
}

/** Reads what can be read, and keeps why the rest cannot. @internal */
export class PlatformReader {
  readonly gaps: PlatformGap[] = [];
  readonly #http: ClusterHttp;
  readonly #signal?: AbortSignal;

  constructor(http: ClusterHttp, signal?: AbortSignal) {
    this.#http = http;
    this.#signal = signal;
  }

  async read(path: string, what: string): Promise<unknown> {
    const bytes = await this.#http.read(
      { path, what, idleTimeoutMs: TIMEOUT_MS, signal: this.#signal },
      MAX_BYTES,
    );
    try {
      return JSON.parse(bytes.toString('utf8'));
    } catch (error) {
      throw new Error(`The answer about ${what} is no JSON.`, { cause: error });
    }
  }

  /** `undefined` and a gap where it cannot be had. */
  async tryRead(
    path: string,
    { what }: { readonly what: string },
  ): Promise<unknown> {
    try {
      return await this.read(path, what);
    } catch (error) {
      this.#signal?.throwIfAborted();
      this.gaps.push({ what, message: messageOf(error, what) });
      return undefined;
    }
  }

  async tryList(
    path: string,
    what: string,
  ): Promise<readonly unknown[] | undefined> {
    const list = await this.tryRead(`${path}?limit=${MAX_OBJECTS}`, { what });
    if (list === undefined) return undefined;
    const items = fieldOf(list, 'items');
    if (fieldOf(fieldOf(list, 'metadata'), 'continue')) {
      this.gaps.push({
        what,
        message: `The cluster has more than ${MAX_OBJECTS} ${what}: only the first were looked at.`,
      });
    }
    return Array.isArray(items) ? items : [];
  }
}

function messageOf(error: unknown, what: string): string {
  return isClusterError(error)
    ? error.message
    : `The answer about ${what} is no JSON.`;
}
