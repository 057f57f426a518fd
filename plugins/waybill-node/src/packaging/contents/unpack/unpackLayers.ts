import type { UnpackedEntry, UnpackJob } from './LayerUnpacker';
import { unpackLayer } from './LayerUnpacker';
import type { UnpackPart } from './planParts';
import type { UnpackOptions } from './unpackPackage';
import type { PackagedLayer } from '../PackageContents';
import type { UnpackTarget } from './UnpackTarget';

/** One is written while another is waited for; more would only share the same disk and wire. */
const PARALLEL = 2;

/** What each layer of each part holds, in their order. */
export type UnpackedLayers = readonly (readonly UnpackedEntry[])[];

/**
 * Receives the layers of all parts, two at a time. The first that fails stops the others.
 *
 * @returns for each part, for each of its layers
 */
export async function unpackLayers(
  target: UnpackTarget,
  parts: readonly UnpackPart[],
  options: UnpackOptions,
): Promise<readonly UnpackedLayers[]> {
  const stop = new AbortController();
  const signal = options.signal
    ? AbortSignal.any([options.signal, stop.signal])
    : stop.signal;
  const results: UnpackedEntry[][][] = parts.map(() => []);
  const queue = tasksOf(target, parts, options, signal);
  const work = async () => {
    for (let task = queue.shift(); task; task = queue.shift()) {
      const { part, index, job, layer } = task;
      try {
        results[part][index] = await unpackLayer(job, layer);
      } catch (error) {
        queue.length = 0;
        stop.abort(error);
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(
    Array.from({ length: PARALLEL }, work),
  );
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed) throw stop.signal.reason;
  return results;
}

interface Task {
  readonly part: number;
  readonly index: number;
  readonly job: UnpackJob;
  readonly layer: PackagedLayer;
}

function tasksOf(
  target: UnpackTarget,
  parts: readonly UnpackPart[],
  options: UnpackOptions,
  signal: AbortSignal,
): Task[] {
  const totalBytes = parts
    .flatMap(({ layers }) => layers)
    .reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  let doneBytes = 0;
  const onBytes = (received: number, file?: string) => {
    doneBytes += received;
    options.onProgress?.({ phase: 'receive', doneBytes, totalBytes, file });
  };
  const counted = { entries: 0, files: 0 };
  return parts.flatMap(({ place, format, layers, isWanted }, part) =>
    layers.map((layer, index) => ({
      part,
      index,
      layer,
      job: {
        place: { ...place, signal },
        target,
        isImage: format === 'modelcar',
        isWanted,
        onBytes,
        counted,
      },
    })),
  );
}
