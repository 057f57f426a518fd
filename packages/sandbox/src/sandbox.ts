import { promises as fs } from 'node:fs';
import { stringify } from 'yaml';
import { buildAppConfig, buildKubeconfig, type ClusterAccess } from './config';
import { startControl } from './control';
import { startEnvironment, type RunningEnvironment } from './environments';
import { Faults, type BreakOptions } from './Faults';
import { startGitRemote } from './git';
import type { PlayersOptions } from './players';
import { startRegistry } from './registry';
import { seedRepositories } from './seed';
import { ensureSigningKey, type SigningFiles } from './signing';
import {
  announce,
  claimFolder,
  CLUSTER_NAMES,
  layoutOf,
  loadOrCreateState,
  releaseFolder,
  writeState,
  type SandboxPorts,
} from './state';

const GIT_USERNAME = 'waybill';

export interface SandboxOptions {
  /** Everything that is to survive a restart is kept here. */
  readonly stateDir: string;
  readonly ports?: Partial<SandboxPorts>;
  /** Folder whose `models/` become the Git repository `waybill/examples`. */
  readonly examplesDir?: string;
  /** How long things take that take time in a real cluster; tests make them short. */
  readonly timing?: PlayersOptions['timing'];
  readonly log?: (line: string) => void;
  /** Aborting it stops the sandbox. */
  readonly signal?: AbortSignal;
}

/** A cluster of the sandbox, as a client reaches it. */
export interface SandboxCluster extends ClusterAccess {
  /** Kubeconfig of this cluster alone, as YAML. */
  readonly kubeconfig: string;
}

/** Everything of the sandbox is up. */
export interface RunningSandbox {
  readonly registry: { readonly url: string; readonly host: string };
  readonly git: {
    readonly url: string;
    readonly host: string;
    readonly username: string;
    readonly token: string;
  };
  readonly clusters: readonly SandboxCluster[];
  readonly signing: SigningFiles;
  /** Kubeconfig with one context per cluster, as YAML; also in `kubeconfigFile`. */
  readonly kubeconfig: string;
  readonly kubeconfigFile: string;
  /** Backstage configuration of a portal that looks at this sandbox; also in `appConfigFile`, as YAML. */
  readonly appConfig: ReturnType<typeof buildAppConfig>;
  readonly appConfigFile: string;
  /** Breaks something on purpose: `registry`, `git`, `cluster:dev`, `pull:<model>`, `load:…`, `schedule:…`, `crash:…`, `policy:…`. */
  breakIt(what: string, options?: BreakOptions): Promise<void>;
  mend(what: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts registry, Git remote, clusters and players on loopback. What was started before in the same folder is there
 * again, under the same addresses.
 *
 * @throws SandboxError PORT_BUSY, PORT_REFUSED, STATE_IN_USE, STATE_INVALID, GIT_UNAVAILABLE
 */
export async function startSandbox(
  options: SandboxOptions,
): Promise<RunningSandbox> {
  options.signal?.throwIfAborted();
  const layout = layoutOf(options.stateDir);
  await claimFolder(layout);
  const stops: (() => Promise<void>)[] = [() => releaseFolder(layout)];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const running = await startParts(options, stops);
    options.signal?.throwIfAborted();
    options.signal?.addEventListener('abort', () => stop(), { once: true });
    return { ...running, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts one part after the other; each leaves in `stops` how to end it. */
async function startParts(
  options: SandboxOptions,
  stops: (() => Promise<void>)[],
): Promise<Omit<RunningSandbox, 'stop'>> {
  const { log } = options;
  const layout = layoutOf(options.stateDir);
  const state = await loadOrCreateState(layout, options.ports);
  const signing = await ensureSigningKey(layout.signingDir);
  await seedRepositories(layout.gitDir, options.examplesDir);

  const registry = await startRegistry({
    dir: layout.registryDir,
    port: state.ports.registry,
    log,
  });
  stops.push(registry.stop);
  const gitRemote = await startGitRemote({
    dir: layout.gitDir,
    port: state.ports.git,
    username: GIT_USERNAME,
    token: state.gitToken,
    log,
  });
  stops.push(gitRemote.stop);
  const publicKeyPem = await fs.readFile(signing.publicKeyFile, 'utf8');
  const environments: RunningEnvironment[] = [];
  for (const name of CLUSTER_NAMES) {
    const environment = await startEnvironment({
      name,
      port: state.ports[name],
      clusterDir: layout.clusterDir(name),
      cacheDir: layout.cacheDir,
      registry,
      git: gitRemote,
      publicKeyPem,
      timing: options.timing,
      log: log && (line => log(`${name}: ${line}`)),
    });
    stops.push(environment.stop);
    environments.push(environment);
  }
  const [dev, staging, production] = environments.map(({ port }) => port);
  const ports: SandboxPorts = {
    registry: registry.port,
    git: gitRemote.port,
    dev,
    staging,
    production,
  };
  await writeState(layout, { ...state, ports });

  const git = {
    url: gitRemote.url,
    host: gitRemote.host,
    username: GIT_USERNAME,
    token: state.gitToken,
  };
  const faults = new Faults({ registry, git: gitRemote, environments });
  const access = environments.map(({ name, url, token, caData }) => ({
    name,
    url,
    token,
    caData,
  }));
  const control = await startControl({
    token: state.controlToken,
    target: {
      status: () => ({
        registry: registry.url,
        git: git.url,
        clusters: access.map(({ name, url }) => ({ name, url })),
        faults: faults.active,
      }),
      breakIt: ({ what, ...rest }) => faults.breakIt(what, rest),
      mend: ({ what }) => faults.mend(what),
    },
  });
  stops.push(control.stop);
  await announce(layout, control.url);

  const appConfig = buildAppConfig({
    registryHost: registry.host,
    git,
    clusters: access,
    signing,
  });
  const kubeconfig = stringify(buildKubeconfig(access));
  await fs.writeFile(layout.appConfigFile, stringify(appConfig), {
    mode: 0o600,
  });
  await fs.writeFile(layout.kubeconfigFile, kubeconfig, { mode: 0o600 });
  return {
    registry: { url: registry.url, host: registry.host },
    git,
    clusters: access.map(cluster => ({
      ...cluster,
      kubeconfig: stringify(buildKubeconfig([cluster])),
    })),
    signing,
    kubeconfig,
    kubeconfigFile: layout.kubeconfigFile,
    appConfig,
    appConfigFile: layout.appConfigFile,
    breakIt: (what, breakOptions) => faults.breakIt(what, breakOptions),
    mend: what => faults.mend(what),
  };
}
