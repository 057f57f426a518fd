import { promises as fs } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Bench } from '../Bench';
import { FORMATS, WAYBILL_PUSHES } from '../contenders';
import { line } from '../measuring';
import { writeModel } from '../model';
import { startSink } from '../places';
import { formatSize } from '../sizes';
import type { Contest } from './Contest';
import { measureRun } from './measureRun';

export const IDLE = 'node, idle';

/**
 * Pushes models of growing size to the sink. The files are sparse: what is read is zeros, which takes a package's
 * writer the same memory as anything else and no room on the disk.
 */
export async function runMemoryCurve(
  bench: Bench,
  contest: Contest,
  sizes: readonly number[],
): Promise<void> {
  await measureIdle(bench);
  for (const [index, sizeBytes] of sizes.entries()) {
    bench.log(`memory, ${formatSize(sizeBytes)} of zeros`);
    const model = await writeModel(bench.folder, sizeBytes, 'zeros');
    const pushers = FORMATS.map(format => WAYBILL_PUSHES[format]);
    await contest.runAll(pushers, async ({ name, push }) => {
      const home = await fs.mkdtemp(path.join(bench.folder, 'home-'));
      const place = await startSink(bench, home);
      try {
        const reference = `${place.host}/bench/model:1`;
        await measureRun(bench, {
          section: 'memory',
          contender: name,
          round: index + 1,
          sizeBytes,
          home,
          place,
          script: push({ bench, model, home, reference }),
        });
      } finally {
        await place.stop();
        await fs.rm(home, { recursive: true, force: true });
      }
    });
  }
}

/** What Node takes without a program. */
async function measureIdle(bench: Bench): Promise<void> {
  const home = await fs.mkdtemp(path.join(bench.folder, 'home-'));
  try {
    await measureRun(bench, {
      section: 'memory',
      contender: IDLE,
      round: 0,
      sizeBytes: 0,
      home,
      script: [line(process.execPath, '-e', 'setTimeout(() => {}, 300)')],
    });
  } finally {
    await fs.rm(home, { recursive: true, force: true });
  }
}
