import { promises as fs } from 'node:fs';
import path from 'node:path';
import { CheckFailedError, SkippedError, type Check } from '../checks/check';
import { MAIN_JOB, type JobStep, type PlaceUnderTest } from '../mainJob';
import { ACCEPTED_RECORD_DIFFERENCES } from './acceptedDifferences';
import { compareRecords } from './compareRecords';
import type { Json } from './Json';
import { recordStep } from './recordStep';

/** What was recorded after each step, by the step's name. */
export type JobRecord = Map<string, Json>;

/**
 * The main job in one place, one check for each step. A step whose predecessor failed is skipped: it would fail for a
 * reason that is not its own.
 */
export function mainJobChecks(
  place: () => PlaceUnderTest,
  record: JobRecord,
  label: string,
): Check[] {
  let broken: string | undefined;
  return MAIN_JOB.map(step => ({
    name: `main job (${label}): ${step.name}`,
    run: async () => {
      if (broken) {
        throw new SkippedError(`the step before it failed: ${broken}`);
      }
      try {
        await step.run(place());
        const recorded = await recordStep(place(), step.model);
        record.set(step.name, recorded);
        await writeRecord(step, recorded, place().folder);
      } catch (error) {
        broken = step.name;
        throw error;
      }
    },
  }));
}

/** The same steps left the same observations, placements and waybills in both places. */
export function conformanceChecks(options: {
  readonly real: JobRecord;
  readonly sandbox: JobRecord;
}): Check[] {
  return MAIN_JOB.map(step => ({
    name: `the sandbox answers to it: ${step.name}`,
    run: () => compareStep(step, options),
  }));
}

async function compareStep(
  step: JobStep,
  options: { real: JobRecord; sandbox: JobRecord },
): Promise<void> {
  const [real, sandbox] = [
    options.real.get(step.name),
    options.sandbox.get(step.name),
  ];
  if (real === undefined || sandbox === undefined) {
    throw new SkippedError(
      `the step did not end well ${
        real === undefined ? 'on the real control plane' : 'in the sandbox'
      }`,
    );
  }
  const differences = compareRecords(real, sandbox).filter(
    difference =>
      !ACCEPTED_RECORD_DIFFERENCES.some(accepted =>
        accepted.isSame(difference),
      ),
  );
  if (differences.length > 0) {
    throw new CheckFailedError(
      differences
        .map(
          ({ path: where, expected, actual }) =>
            `${where}\n  real    ${expected}\n  sandbox ${actual}`,
        )
        .join('\n'),
    );
  }
}

/** Kept with the logs, for a closer look. */
async function writeRecord(
  step: JobStep,
  record: Json,
  folder: string,
): Promise<void> {
  const name = step.name.replace(/[^a-z0-9]+/gi, '-');
  await fs.writeFile(
    path.join(folder, `record-${name}.json`),
    `${JSON.stringify(record, null, 2)}\n`,
  );
}
