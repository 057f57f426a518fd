import { createReadStream, promises as fs } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Bench } from '../Bench';
import { UNPACKERS, type Unpacker } from '../contenders';
import type { BenchModel } from '../model';
import { startDistribution } from '../places';
import type { Contest } from './Contest';
import type { KeptPackage, KeptPackages } from './KeptPackages';
import { measureRun } from './measureRun';

interface Round {
  readonly number: number;
  readonly model: BenchModel;
}

/** Each contender pulls the package of its format that was pushed in this round into a new folder. */
export async function runUnpacks(
  bench: Bench,
  contest: Contest,
  round: Round,
  kept: KeptPackages,
): Promise<void> {
  const unpackers = UNPACKERS.filter(({ format }) => kept.get(format));
  await contest.runAll(unpackers, async unpacker => {
    const found = kept.get(unpacker.format);
    if (found) {
      await runUnpack(bench, round, unpacker, found);
    }
  });
}

async function runUnpack(
  bench: Bench,
  round: Round,
  unpacker: Unpacker,
  found: KeptPackage,
): Promise<void> {
  const home = await fs.mkdtemp(path.join(bench.folder, 'home-'));
  const target = path.join(home, 'unpacked');
  const place = await startDistribution(bench, found.folder);
  try {
    await measureRun(bench, {
      section: 'unpack',
      contender: unpacker.name,
      round: round.number,
      sizeBytes: round.model.sizeBytes,
      home,
      place,
      script: unpacker.unpack({
        bench,
        home,
        target,
        reference: `${place.host}/${found.repositoryAndTag}`,
      }),
    });
    // Reading two models takes as long as a trial: the bytes are compared in the first round, the sizes in each.
    await compareFiles(round.model, target, round.number === 1);
  } finally {
    await place.stop();
    await fs.rm(home, { recursive: true, force: true });
  }
}

async function compareFiles(
  model: BenchModel,
  target: string,
  withBytes: boolean,
): Promise<void> {
  // A modelcar is a file system: its files are where a container finds them.
  const inImage = path.join(target, 'models');
  const root = await fs.access(inImage).then(
    () => inImage,
    () => target,
  );
  for (const name of [...model.weights, ...model.configs, ...model.docs]) {
    const [before, after] = [model.folder, root].map(one =>
      path.join(one, name),
    );
    const [{ size: wanted }, { size: found }] = await Promise.all([
      fs.stat(before),
      fs.stat(after),
    ]);
    const isEqual =
      wanted === found &&
      (!withBytes || (await sha256(before)) === (await sha256(after)));
    if (!isEqual) {
      throw new Error(`${name} did not come back as it was pushed`);
    }
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
