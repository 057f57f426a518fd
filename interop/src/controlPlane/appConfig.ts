import type { SigningKeys } from './signingKeys';

/** A cluster as the portal reaches it, and the environment that it is. */
export interface PortalCluster {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  /** Base64 of PEM. */
  readonly caData: string;
}

export interface AppConfigInput {
  readonly registryHost: string;
  readonly git: {
    readonly url: string;
    readonly host: string;
    readonly username: string;
    readonly token: string;
  };
  readonly clusters: readonly PortalCluster[];
  readonly signing: SigningKeys;
}

export const MODELS_NAMESPACE = 'models';
export const FLEET_OWNER = 'waybill';
export const FLEET_REPOSITORY = 'fleet';

const TITLES: Readonly<Record<string, string>> = {
  dev: 'Development',
  staging: 'Staging',
  production: 'Production',
};

export function fleetUrl(git: { readonly url: string }): string {
  return `${git.url}/${FLEET_OWNER}/${FLEET_REPOSITORY}`;
}

/** The portal's configuration for a real control plane: the same keys as for the sandbox, with other values. */
export function buildAppConfig(input: AppConfigInput): object {
  const { registryHost, git, clusters, signing } = input;
  return {
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(({ name, url, token, caData }) => ({
            name,
            url,
            authProvider: 'serviceAccount',
            serviceAccountToken: token,
            caData,
          })),
        },
      ],
    },
    waybill: {
      registries: [{ host: registryHost, plainHttp: true }],
      environments: clusters.map(({ name }) => ({
        name,
        title: TITLES[name] ?? name,
        cluster: name,
        namespace: MODELS_NAMESPACE,
        // As the sandbox has it: what nobody can serve is to be told within the run.
        delivery: { timeout: '1m' },
        fleet: {
          repository: fleetUrl(git),
          path: `clusters/${name}`,
          branch: 'main',
        },
      })),
      signing: {
        keys: [
          {
            name: 'default',
            privateKeyFile: signing.privateKeyFile,
            passwordFile: signing.passwordFile,
          },
        ],
      },
      verification: {
        policies: [
          {
            name: 'portal',
            repositories: [`${registryHost}/**`],
            keys: [{ name: 'default', publicKeyFile: signing.publicKeyFile }],
          },
        ],
      },
      defaults: {
        registry: registryHost,
        repositoryPrefix: 'models',
        gitHost: git.host,
        gitOwner: FLEET_OWNER,
      },
    },
    integrations: {
      gitea: [
        {
          host: git.host,
          baseUrl: git.url,
          username: git.username,
          password: git.token,
        },
      ],
    },
    backend: { reading: { allow: [{ host: git.host }] } },
  };
}
