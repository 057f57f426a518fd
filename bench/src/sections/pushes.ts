import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Bench } from '../Bench';
import { PUSHERS, waybillName } from '../contenders';
import type { BenchModel } from '../model';
import { startDistribution } from '../places';
import type { Contest } from './Contest';
import type { KeptPackages } from './KeptPackages';
import { measureRun } from './measureRun';

const REPOSITORY_AND_TAG = 'bench/model:1';

/** Each contender pushes the model to an empty distribution registry. */
export async function runPushes(
  bench: Bench,
  contest: Contest,
  round: { readonly number: number; readonly model: BenchModel },
  kept: KeptPackages,
): Promise<void> {
  await contest.runAll(PUSHERS, async pusher => {
    const folder = await fs.mkdtemp(path.join(bench.folder, 'registry-'));
    const home = await fs.mkdtemp(path.join(bench.folder, 'home-'));
    let isPushed = false;
    const place = await startDistribution(bench, folder);
    try {
      await measureRun(bench, {
        section: 'push',
        contender: pusher.name,
        round: round.number,
        sizeBytes: round.model.sizeBytes,
        home,
        place,
        script: pusher.push({
          bench,
          model: round.model,
          home,
          reference: `${place.host}/${REPOSITORY_AND_TAG}`,
        }),
      });
      isPushed = true;
    } finally {
      await place.stop();
      await fs.rm(home, { recursive: true, force: true });
      if (!isPushed) {
        await fs.rm(folder, { recursive: true, force: true });
      }
    }
    await kept.offer(
      pusher.format,
      { folder, repositoryAndTag: REPOSITORY_AND_TAG },
      pusher.name === waybillName('push', pusher.format),
    );
  });
}
