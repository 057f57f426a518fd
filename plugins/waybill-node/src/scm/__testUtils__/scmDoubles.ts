import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { AzureAdapter } from '../azure/AzureAdapter';
import { connectScm, createScmClient } from '../createScmClient';
import { azureHost } from '../hosts';
import type { ScmClient } from '../ScmClient';
import { fakeAzure } from './fakeAzure';
import { fakeBitbucketCloud } from './fakeBitbucketCloud';
import { fakeBitbucketServer, type ServerState } from './fakeBitbucketServer';
import { FakeGit } from './FakeGit';
import { fakeGithub } from './fakeGithub';
import { fakeGitlab } from './fakeGitlab';
import { FakeHost, type HostRoutes } from './FakeHost';
import { SandboxHost } from './sandboxHost';

type Content = Readonly<Record<string, string | Buffer>>;

/** A Git host of one kind for the contract, and what only its administrator can do. */
export interface ScmDouble {
  readonly http: FakeHost;
  readonly repo: { readonly owner: string; readonly name: string };
  /** What the header Authorization has to be. */
  readonly authorization: string;
  readonly secret: string;
  readonly fileUrl: string;
  /** Whether a page for people means that the credentials are wrong. */
  readonly hasSignInPage: boolean;
  connect(timeoutMs?: number): ScmClient;
  write(files: Content, branch?: string): Promise<void>;
  history(branch?: string): Promise<string[]>;
  protect?(branch: string): Promise<void>;
  archive?(): Promise<void>;
  /** Adds a symbolic link. */
  link?(path: string): Promise<void>;
  /** Has the host cut listings off. */
  truncate?(maxEntries: number): void;
  stop(): Promise<void>;
}

const integrationsOf = (integrations: object) =>
  ScmIntegrations.fromConfig(new ConfigReader({ integrations } as never));

const SECRET = 's3cret-t0ken';
const basic = (user: string) =>
  `Basic ${Buffer.from(`${user}:${SECRET}`).toString('base64')}`;

/** Doubles that keep their repositories in memory. */
async function startFake(
  repo: ScmDouble['repo'],
  routes: (git: FakeGit) => HostRoutes,
  double: (
    http: FakeHost,
  ) => Pick<ScmDouble, 'authorization' | 'fileUrl' | 'connect'> &
    Partial<ScmDouble>,
): Promise<ScmDouble> {
  const git = new FakeGit();
  const http = await FakeHost.start(routes(git));
  const repository = () => git.find(repo.owner, repo.name)!;
  return {
    http,
    repo,
    secret: SECRET,
    hasSignInPage: false,
    write: async (files, branch) => {
      repository().write(files, { branch });
    },
    history: async branch => repository().history(branch),
    protect: async branch => {
      repository().protectedBranches.add(branch);
    },
    archive: async () => {
      repository().isArchived = true;
    },
    link: async path => {
      repository().write({ [path]: 'target' }, { mode: '120000' });
    },
    stop: () => http.stop(),
    truncate: maxEntries => {
      git.maxTreeEntries = maxEntries;
    },
    ...double(http),
  };
}

async function startGithub(): Promise<ScmDouble> {
  return startFake(
    { owner: 'acme', name: 'iris' },
    git => fakeGithub(git, 'someone'),
    http => ({
      authorization: `Bearer ${SECRET}`,
      fileUrl: 'https://github.com/acme/iris/blob/main/a/b%20c.yaml',
      connect: timeoutMs =>
        createScmClient(
          integrationsOf({
            github: [{ host: http.host, apiBaseUrl: http.url, token: SECRET }],
          }),
          http.host,
          { timeoutMs },
        ),
    }),
  );
}

async function startGitlab(): Promise<ScmDouble> {
  return startFake({ owner: 'acme/ml', name: 'iris' }, fakeGitlab, http => ({
    authorization: `Bearer ${SECRET}`,
    fileUrl: 'https://gitlab.com/acme/ml/iris/-/blob/main/a/b%20c.yaml',
    truncate: undefined,
    connect: timeoutMs =>
      createScmClient(
        integrationsOf({
          gitlab: [
            {
              host: http.host,
              apiBaseUrl: http.url,
              baseUrl: http.url,
              token: SECRET,
            },
          ],
        }),
        http.host,
        { timeoutMs },
      ),
  }));
}

async function startBitbucketCloud(): Promise<ScmDouble> {
  return startFake(
    { owner: 'acme', name: 'iris' },
    fakeBitbucketCloud,
    http => ({
      authorization: basic('bot@acme.com'),
      fileUrl: 'https://bitbucket.org/acme/iris/src/main/a/b%20c.yaml',
      truncate: undefined,
      archive: undefined,
      connect: timeoutMs => {
        const integrations = integrationsOf({
          bitbucketCloud: [{ username: 'bot@acme.com', token: SECRET }],
        });
        // The integration knows one address only.
        const { config } = integrations.bitbucketCloud.byHost('bitbucket.org')!;
        Object.assign(config, { host: http.host, apiBaseUrl: http.url });
        return createScmClient(integrations, http.host, { timeoutMs });
      },
    }),
  );
}

async function startAzure(): Promise<ScmDouble> {
  return startFake({ owner: 'acme/ml', name: 'iris' }, fakeAzure, http => ({
    authorization: basic(''),
    fileUrl:
      'https://dev.azure.com/acme/ml/_git/iris?path=%2Fa%2Fb%20c.yaml&version=GBmain',
    truncate: undefined,
    hasSignInPage: true,
    connect: timeoutMs => {
      const integrations = integrationsOf({
        azure: [
          {
            host: http.host,
            credentials: [
              { organizations: ['acme'], personalAccessToken: SECRET },
            ],
          },
        ],
      });
      const settings = azureHost(
        integrations,
        integrations.azure.byHost(http.host)!,
      );
      // Azure DevOps is spoken to over TLS only.
      return connectScm(
        AzureAdapter,
        { ...settings, apiBaseUrl: http.url },
        { timeoutMs },
      );
    },
  }));
}

async function startBitbucketServer(): Promise<ScmDouble> {
  const sandbox = await SandboxHost.start();
  const state: ServerState = { isArchived: false, pulls: [] };
  const http = await FakeHost.start(fakeBitbucketServer(sandbox, state));
  const repo = { owner: 'ml', name: 'iris' };
  return {
    http,
    repo,
    secret: sandbox.token,
    authorization: `Bearer ${sandbox.token}`,
    fileUrl:
      'https://git.acme.com/projects/ml/repos/iris/browse/a/b%20c.yaml?at=refs%2Fheads%2Fmain',
    hasSignInPage: false,
    connect: timeoutMs =>
      createScmClient(
        integrationsOf({
          bitbucketServer: [
            {
              host: http.host,
              apiBaseUrl: `${http.url}/rest/api/1.0`,
              token: sandbox.token,
            },
          ],
        }),
        http.host,
        { timeoutMs },
      ),
    write: (files, branch) => sandbox.write(repo, files, branch),
    history: branch => sandbox.history(repo, branch),
    protect: branch => sandbox.protect(repo, branch),
    archive: async () => {
      state.isArchived = true;
    },
    stop: async () => {
      await http.stop();
      await sandbox.stop();
    },
  };
}

async function startGitea(): Promise<ScmDouble> {
  const sandbox = await SandboxHost.start();
  const http = await FakeHost.start({
    'GET /*': request => sandbox.pass(request),
    'POST /*': request => sandbox.pass(request),
  });
  const repo = { owner: 'ml', name: 'iris' };
  return {
    http,
    repo,
    secret: sandbox.token,
    authorization: `token ${sandbox.token}`,
    // The sandbox names its own address.
    fileUrl: '/ml/iris/src/branch/main/a/b%20c.yaml',
    hasSignInPage: false,
    connect: timeoutMs =>
      createScmClient(
        integrationsOf({
          gitea: [
            { host: http.host, baseUrl: http.url, password: sandbox.token },
          ],
        }),
        http.host,
        { timeoutMs },
      ),
    write: (files, branch) => sandbox.write(repo, files, branch),
    history: branch => sandbox.history(repo, branch),
    stop: async () => {
      await http.stop();
      await sandbox.stop();
    },
  };
}

/** Gitea's is the sandbox's remote; the others are doubles of hosts that were not met themselves. */
export const SCM_DOUBLES: Readonly<Record<string, () => Promise<ScmDouble>>> = {
  Gitea: startGitea,
  GitHub: startGithub,
  GitLab: startGitlab,
  'Bitbucket Cloud': startBitbucketCloud,
  'Bitbucket Server': startBitbucketServer,
  'Azure DevOps': startAzure,
};
