import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Bench } from '../Bench';
import { SINK_PUSHERS } from '../contenders';
import { line } from '../measuring';
import type { BenchModel } from '../model';
import { startSink } from '../places';
import type { Contest } from './Contest';
import { measureRun } from './measureRun';

export const HASH = 'openssl dgst -sha256';

/** A floor for everything that has to know the digests of the files. */
export function hashScript(model: BenchModel): string[] {
  const files = [...model.weights, ...model.configs, ...model.docs];
  return [
    line(
      'openssl',
      'dgst',
      '-sha256',
      ...files.map(file => path.join(model.folder, file)),
    ),
  ];
}

/** Each contender pushes the model to a registry that keeps nothing; and the files are hashed, for comparison. */
export async function runSinkPushes(
  bench: Bench,
  contest: Contest,
  round: { readonly number: number; readonly model: BenchModel },
): Promise<void> {
  const { model } = round;
  const trials = [
    { name: HASH, script: () => hashScript(model) },
    ...SINK_PUSHERS.map(({ name, push }) => ({
      name,
      script: (home: string, host: string) =>
        push({ bench, model, home, reference: `${host}/bench/model:1` }),
    })),
  ];
  await contest.runAll(trials, async ({ name, script }) => {
    const home = await fs.mkdtemp(path.join(bench.folder, 'home-'));
    const place = await startSink(bench, home);
    try {
      await measureRun(bench, {
        section: 'sink',
        contender: name,
        round: round.number,
        sizeBytes: model.sizeBytes,
        home,
        place,
        script: script(home, place.host),
      });
    } finally {
      await place.stop();
      await fs.rm(home, { recursive: true, force: true });
    }
  });
}
