import { promises as fs } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Bench } from '../Bench';
import {
  WAYBILL_PUSHES,
  WAYBILL_UNPACKS,
  type Pusher,
  type Unpacker,
} from '../contenders';
import { line, runMeasured } from '../measuring';
import { writeModel, type BenchModel } from '../model';
import { startDistribution, startSink } from '../places';
import { formatSize } from '../sizes';
import type { Contest } from './Contest';
import { measureRun, type Trial } from './measureRun';

export const IDLE = 'node, idle';

/** Tar layers and raw ones: what the other formats are made of as well. */
const PUSHERS_MEASURED = [WAYBILL_PUSHES.modelkit, WAYBILL_PUSHES.artifact];
/** Beyond this, registry and folder would take too much room on the disk. */
const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;

/**
 * Pushes models of growing size to the sink, and unpacks those that are not too large from distribution. The files are
 * sparse: what is read is zeros, which takes a package's writer the same memory as anything else and no room on the
 * disk.
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
    const trial = { section: 'memory' as const, round: index + 1, sizeBytes };
    await contest.runAll(PUSHERS_MEASURED, pusher =>
      measurePush(bench, trial, pusher, model),
    );
    if (sizeBytes <= MAX_UNPACKED_BYTES) {
      await contest.runAll([WAYBILL_UNPACKS.modelkit], unpacker =>
        measureUnpack(bench, trial, unpacker, model),
      );
    }
  }
}

type MemoryTrial = Pick<Trial, 'section' | 'round' | 'sizeBytes'>;

async function measurePush(
  bench: Bench,
  trial: MemoryTrial,
  { name, push }: Pusher,
  model: BenchModel,
): Promise<void> {
  const home = await fs.mkdtemp(path.join(bench.folder, 'home-'));
  const place = await startSink(bench, home);
  try {
    const reference = `${place.host}/bench/model:1`;
    await measureRun(bench, {
      ...trial,
      contender: name,
      home,
      place,
      script: push({ bench, model, home, reference }),
    });
  } finally {
    await place.stop();
    await fs.rm(home, { recursive: true, force: true });
  }
}

async function measureUnpack(
  bench: Bench,
  trial: MemoryTrial,
  { name, unpack }: Unpacker,
  model: BenchModel,
): Promise<void> {
  const home = await fs.mkdtemp(path.join(bench.folder, 'home-'));
  const place = await startDistribution(bench, path.join(home, 'registry'));
  try {
    const reference = `${place.host}/bench/model:1`;
    await runMeasured(bench.programs.measure, {
      script: WAYBILL_PUSHES.modelkit.push({ bench, model, home, reference }),
      home,
      signal: bench.signal,
    });
    await measureRun(bench, {
      ...trial,
      contender: name,
      home,
      place,
      script: unpack({
        bench,
        home,
        reference,
        target: path.join(home, 'unpacked'),
      }),
    });
  } finally {
    await place.stop();
    await fs.rm(home, { recursive: true, force: true });
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
