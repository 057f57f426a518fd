import { spawn } from 'node:child_process';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import {
  CONTROL_PLANE_TOOLS,
  seedExamples,
  startControlPlane,
  type RunningControlPlane,
} from './controlPlane';
import { repositoryFile } from './portal';
import { abortOnSignals } from './processes';
import { buildTools, ToolError } from './tools';

const log = (line: string) => console.log(`[real] ${line}`);

/** The portal, as a developer wants it, on a real control plane; both end with Ctrl-C, and nothing is kept. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clusters: { type: 'string', default: 'dev' },
      crds: { type: 'string', default: process.env.WAYBILL_CRDS },
      'port-registry': { type: 'string', default: '5100' },
      'port-git': { type: 'string', default: '3100' },
    },
  });
  const signal = abortOnSignals();
  const tools = await buildTools({ names: CONTROL_PLANE_TOOLS, log, signal });
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-real-'));
  try {
    const plane = await startControlPlane({
      folder: path.join(folder, 'plane'),
      tools,
      clusters: values.clusters.split(','),
      crds: values.crds,
      ports: {
        registry: Number(values['port-registry']),
        git: Number(values['port-git']),
      },
      log,
      signal,
    });
    try {
      await seedExamples(plane.git, {
        modelsFolder: repositoryFile('examples', 'models'),
        folder,
      });
      const configuration = await writeConfiguration(plane, folder);
      printWelcome(plane, folder);
      await runPortal(configuration, signal);
    } finally {
      await plane.stop();
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function writeConfiguration(
  plane: RunningControlPlane,
  folder: string,
): Promise<string[]> {
  const database = path.join(folder, 'database');
  await fs.mkdir(database);
  const file = path.join(folder, 'app-config.real.yaml');
  const own = path.join(folder, 'app-config.portal.yaml');
  await fs.writeFile(file, stringify(plane.appConfig), { mode: 0o600 });
  await fs.writeFile(
    own,
    stringify({
      backend: {
        database: {
          client: 'better-sqlite3',
          connection: { directory: database },
        },
      },
    }),
  );
  return [repositoryFile('app-config.yaml'), file, own];
}

function printWelcome(plane: RunningControlPlane, folder: string): void {
  const kubeconfigs = plane.clusters.map(({ kubeconfig }) => kubeconfig);
  console.log(`
  The portal comes up at http://localhost:3000 (sign in as guest, then Create, Ship a model).
  It looks at a real control plane: registry ${plane.registry.url}, Git ${
    plane.git.url
  },
  clusters ${plane.clusters
    .map(({ name }) => name)
    .join(', ')}: export KUBECONFIG=${kubeconfigs.join(':')}
  Logs of its processes are in ${folder}. Ctrl-C ends all of it and throws it away.
`);
}

/** @returns when the portal has ended, or the signal was given */
function runPortal(
  configuration: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const portal = spawn(
      process.execPath,
      [
        repositoryFile(
          'node_modules',
          '@backstage',
          'cli',
          'bin',
          'backstage-cli',
        ),
        'repo',
        'start',
        ...configuration.flatMap(file => ['--config', file]),
      ],
      {
        stdio: 'inherit',
        env: { ...process.env, NODE_ENV: 'development' },
      },
    );
    const stop = () => portal.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    process.once('exit', () => portal.kill('SIGKILL'));
    portal.once('error', reject);
    portal.once('exit', code => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted || code === 0) {
        resolve();
      } else {
        reject(new Error(`The portal ended by itself (exit code ${code})`));
      }
    });
  });
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof ToolError ? error.exitCode : 1;
});
