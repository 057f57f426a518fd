import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../processes';
import { manifestsRepository, unpackManifests } from './artifacts';
import type { PlaceUnderTest } from './PlaceUnderTest';

/**
 * Commits what a version's manifests artifact holds to the model's repository, with the real git: what the pipeline of
 * a second version does.
 */
export async function declareVersion(
  place: PlaceUnderTest,
  model: string,
  version: string,
): Promise<void> {
  const { git, folder } = place;
  const clone = path.join(folder, `clone-${model}-${version}`);
  const remote = new URL(`/${git.username}/${model}.git`, git.url);
  remote.username = git.username;
  remote.password = git.token;
  const run = (...args: string[]) =>
    runSuccessfully('git', args, {
      env: {
        HOME: folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      },
    });
  await run('clone', '--quiet', remote.href, clone);
  const deploy = path.join(clone, 'deploy');
  await fs.rm(deploy, { recursive: true });
  await unpackManifests(
    place,
    `${manifestsRepository(place, model)}:${version}`,
    deploy,
  );
  await run('-C', clone, 'add', '--all');
  await run(
    '-C',
    clone,
    '-c',
    'user.name=Pipeline',
    '-c',
    'user.email=pipeline@example.com',
    'commit',
    '--quiet',
    '-m',
    `feat: declare ${model} ${version}`,
  );
  await run('-C', clone, 'push', '--quiet');
}
