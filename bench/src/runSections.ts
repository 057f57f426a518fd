import type { Bench } from './Bench';
import type { CommandLine } from './commandLine';
import { writeModel } from './model';
import {
  Contest,
  KeptPackages,
  runMemoryCurve,
  runPushes,
  runRepush,
  runSinkPushes,
  runUnpacks,
} from './sections';
import { formatSize } from './sizes';

/** @returns contenders that failed, with the reason */
export async function runSections(
  { rounds, sizeBytes, memorySizes, sections }: CommandLine,
  bench: Bench,
): Promise<ReadonlyMap<string, string>> {
  const contest = new Contest(bench);
  const kept = new KeptPackages();
  const has = (...names: typeof sections) =>
    names.some(name => sections.includes(name));
  for (let number = 1; number <= rounds; number++) {
    if (!has('push', 'unpack', 'sink', 'repush')) {
      break;
    }
    bench.log(`round ${number} of ${rounds}, ${formatSize(sizeBytes)}`);
    const model = await writeModel(bench.folder, sizeBytes);
    const round = { number, model };
    if (has('push', 'unpack')) {
      bench.log(' push to distribution');
      await runPushes(bench, contest, round, kept);
    }
    if (has('unpack')) {
      bench.log(' unpack from distribution');
      await runUnpacks(bench, contest, round, kept);
    }
    await kept.clear();
    if (has('sink')) {
      bench.log(' push to the sink');
      await runSinkPushes(bench, contest, round);
    }
    if (has('repush')) {
      bench.log(' push again with one changed file');
      await runRepush(bench, contest, round);
    }
  }
  if (has('memory')) {
    await runMemoryCurve(bench, contest, memorySizes);
  }
  return contest.failures;
}
