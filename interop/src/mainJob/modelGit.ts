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
  await commit(
    place,
    { repository: model, message: `feat: declare ${model} ${version}` },
    async clone => {
      const deploy = path.join(clone, 'deploy');
      await fs.rm(deploy, { recursive: true });
      await unpackManifests(
        place,
        `${manifestsRepository(place, model)}:${version}`,
        deploy,
      );
    },
  );
}

/** Takes a model out of the fleet. */
export async function withdraw(
  place: PlaceUnderTest,
  model: string,
): Promise<void> {
  await commit(
    place,
    { repository: 'fleet', message: `feat: withdraw ${model}` },
    clone =>
      fs.rm(path.join(clone, 'clusters', place.environment, `${model}.yaml`)),
  );
}

async function commit(
  { git, folder }: PlaceUnderTest,
  what: { readonly repository: string; readonly message: string },
  change: (clone: string) => Promise<void>,
): Promise<void> {
  const clone = await fs.mkdtemp(path.join(folder, `${what.repository}-`));
  const remote = new URL(`/${git.username}/${what.repository}.git`, git.url);
  remote.username = git.username;
  remote.password = git.token;
  const run = (...args: string[]) =>
    runSuccessfully('git', args, {
      cwd: clone,
      env: {
        HOME: folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      },
    });
  await run('clone', '--quiet', remote.href, '.');
  await change(clone);
  await run('add', '--all');
  await run(
    '-c',
    'user.name=Pipeline',
    '-c',
    'user.email=pipeline@example.com',
    'commit',
    '--quiet',
    '-m',
    what.message,
  );
  await run('push', '--quiet');
}
