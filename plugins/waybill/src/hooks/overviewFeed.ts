import type { ModelOverview } from '@waybill/backstage-plugin-waybill-common';

/** What a page knows of a model at a moment. */
export interface OverviewState {
  /** The newest good answer; kept while later requests fail. */
  readonly overview?: ModelOverview;
  /** The browser's clock when that answer came. */
  readonly receivedAtMs?: number;
  /** Why the newest request failed; gone after the next good answer. */
  readonly error?: Error;
}

export interface OverviewFeed {
  /** Asks at once, or once more after the request that is under way. */
  refresh(): void;
  /** Asks soon: several calls in a short time make one request. */
  refreshSoon(): void;
  stop(): void;
}

/** A request that hangs must not keep the page from asking again. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Signals come in bursts while a model rolls out; a page that asks once per burst is as fresh. */
export const SIGNAL_DEBOUNCE_MS = 200;

/**
 * Keeps asking for a model's overview: once at the start, when told that something changed, and every `pollMs` in
 * case nobody tells.
 */
export function startOverviewFeed(options: {
  load: (signal: AbortSignal) => Promise<ModelOverview>;
  onChange: (state: OverviewState) => void;
  pollMs: number;
}): OverviewFeed {
  const { load, onChange, pollMs } = options;
  let state: OverviewState = {};
  let isLoading = false;
  let isAskedAgain = false;
  let isStopped = false;
  let request: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(run, delayMs);
  };

  async function run() {
    if (isLoading) {
      // What changed during a request may be missing in its answer.
      isAskedAgain = true;
      return;
    }
    clearTimeout(timer);
    isLoading = true;
    isAskedAgain = false;
    request = new AbortController();
    const timeout = setTimeout(
      reason => request?.abort(reason),
      REQUEST_TIMEOUT_MS,
      new Error('The backend did not answer within 30 seconds.'),
    );
    try {
      const overview = await load(request.signal);
      state = { overview, receivedAtMs: Date.now() };
    } catch (error) {
      state = { ...state, error: toError(error) };
    }
    clearTimeout(timeout);
    isLoading = false;
    if (isStopped) {
      return;
    }
    onChange(state);
    schedule(isAskedAgain ? SIGNAL_DEBOUNCE_MS : pollMs);
  }

  run();
  return {
    refresh: run,
    refreshSoon: () =>
      isLoading ? (isAskedAgain = true) : schedule(SIGNAL_DEBOUNCE_MS),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      request?.abort();
    },
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
