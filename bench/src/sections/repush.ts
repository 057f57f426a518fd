import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Bench } from '../Bench';
import { WAYBILL_PUSHES } from '../contenders';
import { runMeasured } from '../measuring';
import { changeSmallFile, type BenchModel } from '../model';
import { startDistribution } from '../places';
import type { Contest } from './Contest';
import { measureRun } from './measureRun';
import { HASH, hashScript } from './sinkPushes';

export const REPUSH = {
  cold: 'waybill push modelkit again',
  warm: 'waybill push modelkit again, digests remembered',
};

/**
 * Pushes the model, changes one small file and pushes it under another tag: once where nothing is remembered of the
 * files, once where their digests are.
 */
export async function runRepush(
  bench: Bench,
  contest: Contest,
  round: { readonly number: number; readonly model: BenchModel },
): Promise<void> {
  const { model } = round;
  const push = WAYBILL_PUSHES.modelkit;
  const folder = await fs.mkdtemp(path.join(bench.folder, 'registry-'));
  const homes = {
    cold: await fs.mkdtemp(path.join(bench.folder, 'home-')),
    warm: await fs.mkdtemp(path.join(bench.folder, 'home-')),
  };
  const place = await startDistribution(bench, folder);
  const script = (home: string, tag: string) =>
    push.push({
      bench,
      model,
      home,
      reference: `${place.host}/bench/model:${tag}`,
    });
  const trial = (contender: string) => ({
    section: 'repush' as const,
    contender,
    round: round.number,
    sizeBytes: model.sizeBytes,
    place,
  });
  try {
    await contest.runAll([{ name: REPUSH.warm }], async () => {
      await runMeasured(bench.programs.measure, {
        script: script(homes.warm, 'first'),
        home: homes.warm,
        signal: bench.signal,
      });
    });
    const trials = [
      { name: HASH, home: homes.cold, script: () => hashScript(model) },
      {
        name: REPUSH.cold,
        home: homes.cold,
        script: () => script(homes.cold, 'cold'),
      },
      {
        name: REPUSH.warm,
        home: homes.warm,
        script: () => script(homes.warm, 'warm'),
      },
    ];
    await contest.runAll(trials, async ({ name, home, script: lines }) => {
      await changeSmallFile(model);
      await measureRun(bench, { ...trial(name), home, script: lines() });
    });
  } finally {
    await place.stop();
    for (const one of [folder, ...Object.values(homes)]) {
      await fs.rm(one, { recursive: true, force: true });
    }
  }
}
