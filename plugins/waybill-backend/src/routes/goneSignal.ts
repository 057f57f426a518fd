import type { Response } from 'express';

/** Aborted when the caller goes away. */
export function goneSignal(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) {
      gone.abort(new Error('The request was broken off by its sender.'));
    }
  });
  return gone.signal;
}
