import path from 'node:path';
import { promises as fs } from 'node:fs';
import type { PlaceUnderTest } from '../../mainJob';
import { runSuccessfully } from '../../processes';

/** @returns folder of a fresh clone of the fleet repository */
export async function cloneFleet(place: PlaceUnderTest): Promise<string> {
  const parent = await fs.mkdtemp(path.join(place.folder, 'fleet-'));
  const clone = path.join(parent, 'fleet');
  const url = new URL(`/${place.git.username}/fleet.git`, place.git.url);
  await runSuccessfully('git', ['clone', '--quiet', url.href, clone], {
    env: {
      HOME: place.folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    },
  });
  return clone;
}
