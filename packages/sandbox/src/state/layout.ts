import path from 'node:path';

/** What is where in the state folder. */
export interface StateLayout {
  readonly root: string;
  readonly stateFile: string;
  /** there while a sandbox runs on the folder */
  readonly runningFile: string;
  readonly registryDir: string;
  readonly gitDir: string;
  readonly signingDir: string;
  readonly cacheDir: string;
  readonly appConfigFile: string;
  readonly kubeconfigFile: string;
  clusterDir(name: string): string;
}

export function layoutOf(stateDir: string): StateLayout {
  const root = path.resolve(stateDir);
  return {
    root,
    stateFile: path.join(root, 'state.json'),
    runningFile: path.join(root, 'running.json'),
    registryDir: path.join(root, 'registry'),
    gitDir: path.join(root, 'git'),
    signingDir: path.join(root, 'signing'),
    cacheDir: path.join(root, 'cache'),
    appConfigFile: path.join(root, 'app-config.sandbox.yaml'),
    kubeconfigFile: path.join(root, 'kubeconfig.yaml'),
    clusterDir: name => path.join(root, 'clusters', name),
  };
}
