import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ImportError } from '../ImportError';

const WATCH_INTERVAL_MS = 500;

/**
 * Watches the folder in which git works.
 *
 * @returns a signal that ends git when it takes too long or too much of the disk; `end` ends it in any case
 */
export function watchFolder(
  directory: string,
  name: string,
  options: {
    readonly maxBytes: number;
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
  },
): { readonly signal: AbortSignal; end(): void } {
  const { maxBytes, timeoutMs } = options;
  const stop = new AbortController();
  const signal = options.signal
    ? AbortSignal.any([options.signal, stop.signal])
    : stop.signal;
  const timer = setInterval(async () => {
    if ((await bytesOf(directory)) > maxBytes)
      stop.abort(tooLarge(name, maxBytes));
  }, WATCH_INTERVAL_MS);
  const limit = setTimeout(
    () =>
      stop.abort(
        new ImportError({
          code: 'UNAVAILABLE',
          message: `${name} was not read within ${Math.round(
            timeoutMs / 1000,
          )} s: try again later, or clone it and package the folder.`,
        }),
      ),
    timeoutMs,
  );
  timer.unref();
  limit.unref();
  return {
    signal,
    end: () => {
      clearInterval(timer);
      clearTimeout(limit);
      stop.abort(new Error('the import has ended'));
    },
  };
}

async function bytesOf(directory: string): Promise<number> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(entry =>
        stat(path.join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          // a file of git's that is gone again
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

export function tooLarge(name: string, maxBytes: number): ImportError {
  return new ImportError({
    code: 'TOO_LARGE',
    message: `${name} takes more than ${maxBytes} bytes on the disk: name a folder in it, or clone it and package the folder.`,
  });
}
