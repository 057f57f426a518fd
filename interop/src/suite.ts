import { promises as fs } from 'node:fs';
import path from 'node:path';
import { startSandbox } from '@waybill/sandbox';
import {
  kubectlChecks,
  manifestSections,
  publishedChecks,
  registryAnswerChecks,
  roundTripChecks,
  type CheckRunner,
} from './checks';
import {
  conformanceChecks,
  mainJobChecks,
  type JobRecord,
} from './conformance';
import {
  Kubectl,
  MODELS_NAMESPACE,
  startControlPlane,
  startRegistry,
} from './controlPlane';
import type { PlaceUnderTest } from './mainJob';
import { repositoryFile, startPortal } from './portal';
import { runPackages } from './packages';
import type { ManifestSectionName, Part } from './parts';
import { runAdmission } from './admission';
import { runTrust } from './trust';
import type { Tools } from './tools';

export interface SuiteOptions {
  readonly tools: Tools;
  readonly runner: CheckRunner;
  readonly folder: string;
  readonly parts: readonly Part[];
  /** What is run of the part `manifests`. */
  readonly sections: readonly ManifestSectionName[];
  readonly crds?: string;
  /** Whether tables in the documentation are written anew. */
  readonly write: boolean;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

type Stoppable = { stop(): Promise<void> };

const ENVIRONMENT = 'dev';

/** Runs the parts that are asked for; one that cannot start is a failure and does not keep the others from running. */
export async function runSuite(options: SuiteOptions): Promise<void> {
  const records = {
    sandbox: new Map() as JobRecord,
    real: new Map() as JobRecord,
  };
  const has = (part: Part) => options.parts.includes(part);
  if (has('packages')) {
    await withParts(options, 'the registries for packages', keep =>
      runPackages(options, keep),
    );
  }
  if (has('admission')) {
    await withParts(options, 'the place for policies', keep =>
      runAdmission(options, keep),
    );
  }
  if (has('manifests')) {
    for (const section of manifestSections(options.sections)) {
      await withParts(
        options,
        `the place for manifests: ${section.name}`,
        keep => section.run(options, keep),
      );
    }
  }
  if (has('trust')) {
    await withParts(options, 'registries and a private Sigstore', keep =>
      runTrust(options, keep),
    );
  }
  if (has('tools') || has('sandbox')) {
    await withParts(options, 'the sandbox', keep =>
      runOnSandbox(options, keep, records.sandbox),
    );
  }
  if (has('real')) {
    await withParts(options, 'the real control plane', keep =>
      runOnControlPlane(options, keep, records.real),
    );
  }
  if (has('conformance')) {
    await options.runner.runAll(conformanceChecks(records));
  }
}

/** Stops what was started, last first, however the work ends. */
async function withParts(
  { runner, signal }: SuiteOptions,
  what: string,
  work: (keep: <T extends Stoppable>(part: T) => T) => Promise<void>,
): Promise<void> {
  const started: Stoppable[] = [];
  try {
    await work(part => {
      started.push(part);
      return part;
    });
  } catch (error) {
    signal.throwIfAborted();
    runner.fail(`${what} comes up`, error);
  } finally {
    for (const part of started.reverse()) {
      await part.stop();
    }
  }
}

async function runOnSandbox(
  options: SuiteOptions,
  keep: <T extends Stoppable>(part: T) => T,
  record: JobRecord,
): Promise<void> {
  const { tools, runner, log, signal, parts } = options;
  const folder = path.join(options.folder, 'sandbox');
  const sandbox = keep(
    await startSandbox({
      stateDir: path.join(folder, 'state'),
      ports: { registry: 0, git: 0, dev: 0, staging: 0, production: 0 },
      examplesDir: repositoryFile('examples'),
      signal,
    }),
  );
  log('the sandbox runs');
  const kubectl = await kubectlFor(
    tools,
    folder,
    sandbox.clusters[0].kubeconfig,
  );
  if (parts.includes('tools')) {
    const distribution = keep(
      await startRegistry({
        folder: path.join(folder, 'distribution'),
        tools,
        signal,
      }),
    );
    await runner.runAll(
      registryAnswerChecks({ real: distribution, sandbox: sandbox.registry }),
    );
    for (const [label, { host }] of Object.entries({
      sandbox: sandbox.registry,
      distribution,
    })) {
      await runner.runAll(
        roundTripChecks({
          tools,
          registry: { label, host },
          folder: path.join(folder, 'round-trips'),
        }),
      );
    }
    await runner.runAll(
      kubectlChecks({
        label: 'sandbox',
        kubectl,
        tools,
        registryHost: sandbox.registry.host,
        folder,
        hasLogs: true,
      }),
    );
  }
  if (parts.includes('sandbox')) {
    await runMainJob(options, keep, {
      label: 'sandbox',
      folder,
      kubectl,
      registryHost: sandbox.registry.host,
      git: sandbox.git,
      appConfig: sandbox.appConfig,
      record,
    });
  }
}

async function runOnControlPlane(
  options: SuiteOptions,
  keep: <T extends Stoppable>(part: T) => T,
  record: JobRecord,
): Promise<void> {
  const { tools, runner, log, signal, crds } = options;
  const folder = path.join(options.folder, 'real');
  const plane = keep(
    await startControlPlane({
      folder: path.join(folder, 'plane'),
      tools,
      clusters: [ENVIRONMENT],
      crds,
      log,
      signal,
    }),
  );
  const [{ kubectl }] = plane.clusters;
  await runner.runAll(
    kubectlChecks({
      label: 'real',
      kubectl,
      tools,
      registryHost: plane.registry.host,
      folder,
      hasLogs: false,
    }),
  );
  const place = await runMainJob(options, keep, {
    label: 'real',
    folder,
    kubectl,
    registryHost: plane.registry.host,
    git: plane.git,
    appConfig: plane.appConfig,
    record,
  });
  await runner.runAll(
    publishedChecks({
      place: () => place,
      publicKeyFile: () => plane.signing.publicKeyFile,
    }),
  );
}

/** Starts a portal that looks at the place, and does the main job in it. */
async function runMainJob(
  { tools, runner, log, signal }: SuiteOptions,
  keep: <T extends Stoppable>(part: T) => T,
  where: {
    readonly label: string;
    readonly folder: string;
    readonly kubectl: Kubectl;
    readonly registryHost: string;
    readonly git: PlaceUnderTest['git'];
    readonly appConfig: object;
    readonly record: JobRecord;
  },
): Promise<PlaceUnderTest> {
  const { appConfig, record, ...rest } = where;
  const portal = keep(
    await startPortal({
      folder: path.join(where.folder, 'portal'),
      appConfig,
      signal,
    }),
  );
  log(`a portal runs on it (${where.label})`);
  const folder = path.join(where.folder, 'job');
  await fs.mkdir(folder, { recursive: true });
  const place: PlaceUnderTest = {
    ...rest,
    tools,
    portal: portal.client,
    environment: ENVIRONMENT,
    namespace: MODELS_NAMESPACE,
    folder,
    signal,
  };
  await runner.runAll(mainJobChecks(() => place, record, where.label));
  return place;
}

async function kubectlFor(
  tools: Tools,
  folder: string,
  kubeconfig: string,
): Promise<Kubectl> {
  const home = path.join(folder, 'kubectl');
  await fs.mkdir(home, { recursive: true });
  const file = path.join(home, 'kubeconfig.yaml');
  await fs.writeFile(file, kubeconfig, { mode: 0o600 });
  return new Kubectl({ file: tools.path('kubectl'), kubeconfig: file, home });
}
