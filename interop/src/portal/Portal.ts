import { promises as fs } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { findFreePorts, ManagedProcess } from '../processes';
import { PortalClient } from './PortalClient';
import { repositoryFile } from './repositoryRoot';
import {
  SHIP_A_MODEL,
  SHIP_A_VERSION,
  SHIP_ANYTHING,
  templateFile,
  writeTemplates,
} from './shipTemplates';

export interface RunningPortal {
  readonly url: string;
  readonly client: PortalClient;
  stop(): Promise<void>;
}

export interface PortalOptions {
  readonly folder: string;
  /** What the sandbox or the control plane says of itself. */
  readonly appConfig: object;
  readonly signal?: AbortSignal;
}

const START_DEADLINE_MS = 180_000;

/** Starts the portal's backend as a process of its own, with the configuration of the portal and one of the surroundings. */
export async function startPortal(
  options: PortalOptions,
): Promise<RunningPortal> {
  const { folder, signal } = options;
  const { port } = await findFreePorts(['port']);
  const url = `http://localhost:${port}`;
  const files = await writeConfiguration(options, { port, url });
  const backend = await ManagedProcess.start(
    {
      name: 'portal',
      file: process.execPath,
      args: [
        repositoryFile('scripts', 'run-ts.mjs'),
        repositoryFile('packages', 'backend', 'src', 'index.ts'),
        ...files.flatMap(file => ['--config', file]),
      ],
      // Guests are let in in development only.
      env: { NODE_ENV: 'development', LOG_LEVEL: 'info' },
      workingFolder: repositoryFile('packages', 'backend'),
      health: {
        type: 'http',
        url: `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
      },
      deadlineMs: START_DEADLINE_MS,
    },
    folder,
  );
  try {
    await backend.untilHealthy(signal);
    const client = new PortalClient({ url, signal });
    for (const name of [SHIP_A_MODEL, SHIP_A_VERSION, SHIP_ANYTHING]) {
      await client.untilTemplate(name);
    }
    return { url, client, stop: () => backend.stop() };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

async function writeConfiguration(
  { folder, appConfig }: PortalOptions,
  { port, url }: { port: number; url: string },
): Promise<string[]> {
  const templates = await writeTemplates(path.join(folder, 'templates'));
  const database = path.join(folder, 'database');
  await fs.mkdir(database, { recursive: true });
  const surroundings = path.join(folder, 'app-config.surroundings.yaml');
  await fs.writeFile(surroundings, stringify(appConfig), { mode: 0o600 });
  const own = path.join(folder, 'app-config.portal.yaml');
  await fs.writeFile(
    own,
    stringify({
      app: { baseUrl: url },
      backend: {
        baseUrl: url,
        listen: { port, host: '127.0.0.1' },
        cors: { origin: url },
        database: {
          client: 'better-sqlite3',
          connection: { directory: database },
        },
      },
      catalog: { locations: catalogLocations(templates) },
      waybill: { uploads: { directory: path.join(folder, 'uploads') } },
    }),
  );
  return [repositoryFile('app-config.yaml'), surroundings, own];
}

/** A list in a later file takes the place of one in an earlier file, so all locations are named again. */
function catalogLocations(templates: readonly string[]): object[] {
  return [
    {
      type: 'file',
      target: repositoryFile('examples', 'catalog', 'org.yaml'),
      rules: [{ allow: ['User', 'Group'] }],
    },
    {
      type: 'file',
      target: repositoryFile('examples', 'catalog', 'entities.yaml'),
    },
    ...[templateFile(), ...templates].map(target => ({
      type: 'file',
      target,
      rules: [{ allow: ['Template'] }],
    })),
  ];
}
