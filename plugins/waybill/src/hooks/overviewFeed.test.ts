import { anOverview } from '../__fixtures__/overviews';
import {
  SIGNAL_DEBOUNCE_MS,
  startOverviewFeed,
  type OverviewFeed,
  type OverviewState,
} from './overviewFeed';

const POLL_MS = 60_000;

describe('startOverviewFeed', () => {
  const overview = anOverview();
  let feed: OverviewFeed;
  let states: OverviewState[];
  let load: jest.Mock;

  beforeEach(() => {
    jest.useFakeTimers();
    states = [];
    load = jest.fn(async () => overview);
  });
  afterEach(() => {
    feed.stop();
    jest.useRealTimers();
  });

  const start = async () => {
    feed = startOverviewFeed({
      load,
      onChange: state => states.push(state),
      pollMs: POLL_MS,
    });
    await jest.advanceTimersByTimeAsync(0);
  };

  it('asks at the start and once in every interval', async () => {
    await start();
    expect(load).toHaveBeenCalledTimes(1);

    await jest.advanceTimersByTimeAsync(POLL_MS);
    await jest.advanceTimersByTimeAsync(POLL_MS);

    expect(load).toHaveBeenCalledTimes(3);
    expect(states.at(-1)?.overview).toBe(overview);
  });

  it('makes one request of a burst of changes', async () => {
    await start();

    feed.refreshSoon();
    feed.refreshSoon();
    feed.refreshSoon();
    await jest.advanceTimersByTimeAsync(SIGNAL_DEBOUNCE_MS);

    expect(load).toHaveBeenCalledTimes(2);
  });

  it('asks again after a request during which something changed', async () => {
    let answer: (value: unknown) => void = () => {};
    load.mockReturnValueOnce(new Promise(resolve => (answer = resolve)));
    await start();

    feed.refreshSoon();
    feed.refresh();
    answer(overview);
    await jest.advanceTimersByTimeAsync(SIGNAL_DEBOUNCE_MS);

    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps what it knows while requests fail, and forgets the failure after', async () => {
    await start();
    load.mockRejectedValueOnce(new Error('down'));

    feed.refresh();
    await jest.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toMatchObject({
      overview,
      error: new Error('down'),
    });

    feed.refresh();
    await jest.advanceTimersByTimeAsync(0);
    expect(states.at(-1)?.error).toBeUndefined();
  });

  it('gives up a request that is not answered, and asks again later', async () => {
    load.mockImplementationOnce(
      (signal: AbortSignal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    await start();

    await jest.advanceTimersByTimeAsync(30_000);
    expect(states.at(-1)?.error?.message).toBe(
      'The backend did not answer within 30 seconds.',
    );

    await jest.advanceTimersByTimeAsync(POLL_MS);
    expect(states.at(-1)?.overview).toBe(overview);
  });

  it('is silent after it was stopped', async () => {
    await start();
    const known = states.length;

    feed.refreshSoon();
    feed.stop();
    await jest.advanceTimersByTimeAsync(2 * POLL_MS);

    expect(load).toHaveBeenCalledTimes(1);
    expect(states).toHaveLength(known);
  });
});
