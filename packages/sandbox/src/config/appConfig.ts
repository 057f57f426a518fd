import { FLEET, MODELS_NAMESPACE } from '../environments';
import type { SigningFiles } from '../signing';
import type { ClusterName } from '../state';

const TITLES: Record<string, string> = {
  dev: 'Development',
  staging: 'Staging',
  production: 'Production',
};

/**
 * What the environments want different: only what the sandbox plays. It has no GPUs, no Jobs and none of the operators that
 * read metrics.
 */
const PROFILES: Record<ClusterName, object> = {
  dev: {
    replicas: { min: 1, max: 1 },
    resources: resources('100m', '1', '512Mi'),
    logLevel: 'debug',
  },
  staging: {
    replicas: { min: 2, max: 2 },
    resources: resources('250m', '1', '1Gi'),
    logLevel: 'info',
  },
  production: {
    replicas: { min: 3, max: 6 },
    resources: resources('500m', '2', '2Gi'),
    logLevel: 'warning',
  },
};

function resources(cpu: string, cpuLimit: string, memory: string): object {
  return {
    requests: { cpu, memory },
    limits: { cpu: cpuLimit, memory },
  };
}

/** How a portal reaches one cluster. */
export interface ClusterAccess {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly caData: string;
}

/** Backstage configuration of a portal that looks at this sandbox. */
export function buildAppConfig(options: {
  registryHost: string;
  git: { url: string; host: string; username: string; token: string };
  clusters: readonly ClusterAccess[];
  signing: SigningFiles;
}) {
  const { registryHost, git, clusters, signing } = options;
  return {
    kubernetes: {
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
      isSandbox: true,
      registries: [{ host: registryHost, plainHttp: true }],
      environments: clusters.map(({ name }) => ({
        name,
        title: TITLES[name as ClusterName] ?? name,
        cluster: name,
        namespace: MODELS_NAMESPACE,
        profile: PROFILES[name as ClusterName] ?? {},
        fleet: {
          repository: `${git.url}/${FLEET.owner}/${FLEET.name}`,
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
        gitOwner: git.username,
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
  };
}

/** A kubeconfig with one context per cluster; the first one is current. */
export function buildKubeconfig(clusters: readonly ClusterAccess[]) {
  return {
    apiVersion: 'v1' as const,
    kind: 'Config' as const,
    clusters: clusters.map(({ name, url, caData }) => ({
      name,
      cluster: { server: url, 'certificate-authority-data': caData },
    })),
    users: clusters.map(({ name, token }) => ({ name, user: { token } })),
    contexts: clusters.map(({ name }) => ({
      name,
      context: { cluster: name, user: name, namespace: MODELS_NAMESPACE },
    })),
    'current-context': clusters[0].name,
  };
}
