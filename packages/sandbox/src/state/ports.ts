/** Names of the sandbox's clusters, in the order in which a model passes them. */
export const CLUSTER_NAMES = ['dev', 'staging', 'production'] as const;
export type ClusterName = (typeof CLUSTER_NAMES)[number];

/** Where each server listens; 0 takes any free port, and keeps it for later starts. */
export type SandboxPorts = Record<'registry' | 'git' | ClusterName, number>;

export const PORT_NAMES = ['registry', 'git', ...CLUSTER_NAMES] as const;

export const DEFAULT_PORTS: SandboxPorts = {
  registry: 5100,
  git: 3100,
  dev: 6441,
  staging: 6442,
  production: 6443,
};
