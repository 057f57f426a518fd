import type { ScmIntegrationRegistry } from '@backstage/integration';
import { AzureAdapter } from './azure/AzureAdapter';
import { BitbucketCloudAdapter } from './bitbucketCloud/BitbucketCloudAdapter';
import { BitbucketServerAdapter } from './bitbucketServer/BitbucketServerAdapter';
import { HostScmClient } from './client/HostScmClient';
import type { ScmAdapter } from './client/ScmAdapter';
import { GiteaScmClient } from './GiteaScmClient';
import { GithubAdapter } from './github/GithubAdapter';
import { GitlabAdapter } from './gitlab/GitlabAdapter';
import {
  azureHost,
  bitbucketCloudHost,
  bitbucketServerHost,
  githubHost,
  gitlabHost,
  type HostSettings,
} from './hosts';
import { ScmHttp } from './http/ScmHttp';
import type { ScmClient } from './ScmClient';
import { ScmError } from './ScmError';

/** @public */
export interface ScmClientOptions {
  /** For one request. Default 30 s. */
  readonly timeoutMs?: number;
}

type AdapterClass = new (http: ScmHttp) => ScmAdapter;

/**
 * The client for a host, with the credentials that `integrations` hold for it: GitHub (tokens, apps), GitLab, Gitea and
 * Forgejo, Bitbucket Cloud, Bitbucket Server and Azure DevOps. No other host is ever talked to.
 *
 * @param host - host with port, as `integrations` name it.
 * @throws ScmError `NOT_CONFIGURED`
 * @public
 */
export function createScmClient(
  integrations: ScmIntegrationRegistry,
  host: string,
  options: ScmClientOptions = {},
): ScmClient {
  const gitea = integrations.gitea.byHost(host);
  if (gitea) return GiteaScmClient.fromIntegration(gitea.config, options);
  const [Adapter, settings] = findHost(integrations, host);
  return connectScm(Adapter, settings, options);
}

/** @internal */
export function connectScm(
  Adapter: AdapterClass,
  settings: HostSettings,
  options: ScmClientOptions = {},
): ScmClient {
  const { timeoutMs = 30_000 } = options;
  return new HostScmClient(
    new Adapter(new ScmHttp({ ...settings, timeoutMs })),
  );
}

function findHost(
  integrations: ScmIntegrationRegistry,
  host: string,
): [AdapterClass, HostSettings] {
  const github = integrations.github.byHost(host);
  if (github) return [GithubAdapter, githubHost(integrations, github.config)];
  const gitlab = integrations.gitlab.byHost(host);
  if (gitlab) return [GitlabAdapter, gitlabHost(integrations, gitlab.config)];
  const cloud = integrations.bitbucketCloud.byHost(host);
  if (cloud) return [BitbucketCloudAdapter, bitbucketCloudHost(cloud.config)];
  const server = integrations.bitbucketServer.byHost(host);
  if (server) {
    return [BitbucketServerAdapter, bitbucketServerHost(server.config)];
  }
  const azure = integrations.azure.byHost(host);
  if (azure) return [AzureAdapter, azureHost(integrations, azure)];
  throw notConfigured(host, integrations.byHost(host)?.type);
}

function notConfigured(host: string, type: string | undefined): ScmError {
  return new ScmError({
    code: 'NOT_CONFIGURED',
    message: type
      ? `Waybill cannot write to ${host} (${type}): it writes to GitHub, GitLab, Gitea, Forgejo, Bitbucket and Azure DevOps`
      : `No Git integration is configured for ${host}: add it to integrations`,
  });
}
