import {
  type AzureIntegration,
  type BitbucketCloudIntegrationConfig,
  type BitbucketServerIntegrationConfig,
  DefaultAzureDevOpsCredentialsProvider,
  DefaultGithubCredentialsProvider,
  DefaultGitlabCredentialsProvider,
  getBitbucketCloudRequestOptions,
  getBitbucketServerRequestOptions,
  type GithubIntegrationConfig,
  type GitLabIntegrationConfig,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import { bitbucketMessage } from './bitbucketCloud/BitbucketCloudAdapter';
import { bitbucketServerMessage } from './bitbucketServer/BitbucketServerAdapter';
import { encodePath } from './client/Repo';
import { githubMessage } from './github/githubMessage';
import { gitlabMessage } from './gitlab/gitlabMessage';
import type { ScmHost } from './http/ScmHost';

/** What an integration says of its host. @internal */
export type HostSettings = Omit<ScmHost, 'timeoutMs'>;

/** Tokens, or apps: then with a token of the installation at the owner. @internal */
export function githubHost(
  integrations: ScmIntegrationRegistry,
  { host, apiBaseUrl }: GithubIntegrationConfig,
): HostSettings {
  const provider =
    DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  return {
    kind: 'GitHub',
    integration: 'integrations.github',
    credentialName: 'token or app',
    host,
    apiBaseUrl: apiBaseUrl ?? `https://${host}/api/v3`,
    readMessage: githubMessage,
    getHeaders: async ({ owner }) => {
      const url = `https://${host}/${encodeURIComponent(owner)}`;
      const { headers } = await provider.getCredentials({ url });
      return { 'x-github-api-version': '2022-11-28', ...headers };
    },
  };
}

/** @internal */
export function gitlabHost(
  integrations: ScmIntegrationRegistry,
  { host, apiBaseUrl }: GitLabIntegrationConfig,
): HostSettings {
  const provider =
    DefaultGitlabCredentialsProvider.fromIntegrations(integrations);
  return {
    kind: 'GitLab',
    integration: 'integrations.gitlab',
    credentialName: 'token',
    host,
    apiBaseUrl,
    readMessage: gitlabMessage,
    getHeaders: async ({ owner }) => {
      const url = `https://${host}/${encodePath(owner)}`;
      return (await provider.getCredentials({ url })).headers ?? {};
    },
  };
}

/** @internal */
export function bitbucketCloudHost(
  config: BitbucketCloudIntegrationConfig,
): HostSettings {
  return {
    kind: 'Bitbucket Cloud',
    integration: 'integrations.bitbucketCloud',
    credentialName:
      'username and token (app password), or clientId and clientSecret',
    host: config.host,
    apiBaseUrl: config.apiBaseUrl,
    readMessage: bitbucketMessage,
    getHeaders: async () =>
      (await getBitbucketCloudRequestOptions(config)).headers,
  };
}

/** @internal */
export function bitbucketServerHost(
  config: BitbucketServerIntegrationConfig,
): HostSettings {
  const { headers } = getBitbucketServerRequestOptions(config);
  return {
    kind: 'Bitbucket Server',
    integration: 'integrations.bitbucketServer',
    credentialName: 'token, or username and password',
    host: config.host,
    apiBaseUrl: config.apiBaseUrl,
    readMessage: bitbucketServerMessage,
    getHeaders: async () => ({
      ...headers,
      // Without it Bitbucket refuses forms as if they came from another page.
      'x-atlassian-token': 'no-check',
    }),
  };
}

/** @internal */
export function azureHost(
  integrations: ScmIntegrationRegistry,
  { config: { host } }: AzureIntegration,
): HostSettings {
  const provider =
    DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
  return {
    kind: 'Azure DevOps',
    integration: 'integrations.azure',
    credentialName: 'credentials',
    host,
    apiBaseUrl: `https://${host}`,
    getHeaders: async ({ owner }) => {
      const url = `https://${host}/${encodePath(owner)}`;
      return (await provider.getCredentials({ url }))?.headers ?? {};
    },
    // Who is not known is sent to a page for people, by a status that means success or by a redirect.
    isSignIn: (status, contentType) =>
      status === 203 ||
      status === 302 ||
      (status === 200 && contentType.startsWith('text/html')),
  };
}
