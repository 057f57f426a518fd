import { promises as fs } from 'node:fs';
import path from 'node:path';
import { GiteaScmClient } from '@waybill/backstage-plugin-waybill-node';
import { runSuccessfully } from '../processes';
import { FLEET_OWNER } from './appConfig';
import type { RunningGitRemote } from './gitRemote';

/** Pushes the example models to `waybill/examples`, where the form of the template looks for them. */
export async function seedExamples(
  git: RunningGitRemote,
  options: { readonly modelsFolder: string; readonly folder: string },
): Promise<void> {
  const repository = { owner: FLEET_OWNER, name: 'examples' };
  const scm = GiteaScmClient.fromIntegration({
    host: git.host,
    baseUrl: git.url,
    username: git.username,
    password: git.token,
  });
  await scm.createRepository(repository);
  const work = path.join(options.folder, 'examples');
  await fs.cp(options.modelsFolder, path.join(work, 'models'), {
    recursive: true,
  });
  const remote = new URL(
    `/${repository.owner}/${repository.name}.git`,
    git.url,
  );
  remote.username = git.username;
  remote.password = git.token;
  const steps = [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    [
      '-c',
      'user.name=Waybill',
      '-c',
      'user.email=waybill@example.com',
      'commit',
      '--quiet',
      '-m',
      'feat: add the example models',
    ],
    ['push', '--quiet', remote.href, 'main'],
  ];
  for (const step of steps) {
    await runSuccessfully('git', step, {
      cwd: work,
      env: {
        HOME: options.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      },
    });
  }
}
