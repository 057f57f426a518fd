import { GiteaScmClient } from '@waybill/backstage-plugin-waybill-node';
import { startGitRemote as startSandboxGit } from '@waybill/sandbox';
import { FLEET_OWNER, FLEET_REPOSITORY } from './appConfig';
import { newToken } from './kubernetes';

export interface RunningGitRemote {
  readonly host: string;
  readonly url: string;
  readonly username: string;
  readonly token: string;
  stop(): Promise<void>;
}

/**
 * Starts the Git remote with an empty fleet repository. A real Gitea cannot be built from its module, so this is the
 * one part of the real control plane that the sandbox lends; real Git clients (Flux, git) talk to it over smart HTTP.
 */
export async function startGitRemote(options: {
  readonly folder: string;
  readonly clusters: readonly string[];
  /** Any free one where absent. */
  readonly port?: number;
  readonly log?: (line: string) => void;
}): Promise<RunningGitRemote> {
  const token = newToken();
  const remote = await startSandboxGit({
    dir: options.folder,
    port: options.port ?? 0,
    username: FLEET_OWNER,
    token,
    log: options.log,
  });
  try {
    const scm = GiteaScmClient.fromIntegration({
      host: remote.host,
      baseUrl: remote.url,
      username: FLEET_OWNER,
      password: token,
    });
    const fleet = { owner: FLEET_OWNER, name: FLEET_REPOSITORY };
    await scm.createRepository(fleet);
    await scm.commitFiles(fleet, {
      branch: 'main',
      message: 'chore: begin the fleet',
      files: options.clusters.map(name => ({
        path: `clusters/${name}/README.md`,
        content: `What the cluster ${name} delivers.\n`,
      })),
    });
  } catch (error) {
    await remote.stop();
    throw error;
  }
  return {
    host: remote.host,
    url: remote.url,
    username: FLEET_OWNER,
    token,
    stop: () => remote.stop(),
  };
}
