import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { rootDir } from '../bootstrap/paths.mjs';
import { startProcess, waitForUrl } from './processes.mjs';

const cli = path.join(rootDir, 'node_modules/@backstage/cli/bin/backstage-cli');
const BACKEND_TIMEOUT_MS = 120_000;

/** The portal's own part of the configuration: where it listens and where it keeps its database. */
export async function writePortalConfig(file, { databaseDir, port, appPort }) {
  const baseUrl = `http://localhost:${port}`;
  const appUrl = appPort ? `http://localhost:${appPort}` : baseUrl;
  const config = {
    app: { baseUrl: appUrl },
    backend: {
      baseUrl,
      listen: { port, host: '127.0.0.1' },
      cors: { origin: appUrl },
      database: {
        client: 'better-sqlite3',
        connection: { directory: databaseDir },
      },
    },
  };
  await mkdir(path.dirname(file), { recursive: true });
  await mkdir(databaseDir, { recursive: true });
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`);
}

/** Frontend and backend with reloading, as a developer wants them. */
export function startDevelopmentPortal(configFiles) {
  return startProcess(
    'the portal',
    process.execPath,
    [cli, 'repo', 'start', ...configArgs(configFiles)],
    {
      cwd: rootDir,
      env: { ...process.env, NODE_ENV: 'development' },
    },
  );
}

/** The backend alone; it serves the app that was built. */
export async function startBuiltPortal(configFiles, { port, onLine }) {
  const running = startProcess(
    'the portal',
    process.execPath,
    [
      path.join(rootDir, 'scripts/run-ts.mjs'),
      'src/index.ts',
      ...configArgs(configFiles),
    ],
    {
      cwd: path.join(rootDir, 'packages/backend'),
      env: { ...process.env, NODE_ENV: 'development' },
      onLine,
    },
  );
  await waitForUrl(
    `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
    running,
    BACKEND_TIMEOUT_MS,
  );
  return running;
}

/** Builds packages/app, unless its build is newer than everything that it is made of. */
export async function buildApp() {
  const appDir = path.join(rootDir, 'packages/app');
  const stampFile = path.join(appDir, 'dist/.waybill-sources');
  const sources = await hashSources([
    'packages/app',
    'plugins/waybill',
    'plugins/waybill-common',
    'yarn.lock',
    'app-config.yaml',
  ]);
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === sources)
    return;
  const build = startProcess(
    'the build of the app',
    process.execPath,
    [
      cli,
      'package',
      'build',
      ...configArgs([path.join(rootDir, 'app-config.yaml')]),
    ],
    {
      cwd: appDir,
      env: { ...process.env, NODE_ENV: 'production' },
      onLine: () => {},
    },
  );
  const { code } = await build.exited;
  if (code !== 0) throw new Error(`The app does not build:\n${build.tail()}`);
  await writeFile(stampFile, sources);
}

function configArgs(files) {
  return files.flatMap(file => ['--config', path.resolve(rootDir, file)]);
}

async function hashSources(roots) {
  const hash = createHash('sha256');
  const visit = async file => {
    const entries = await readdir(file, { withFileTypes: true }).catch(
      () => undefined,
    );
    if (!entries) {
      hash.update(file).update(await readFile(file));
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (
        ![
          'dist',
          'dist-types',
          'node_modules',
          'coverage',
          'e2e-tests',
        ].includes(entry.name)
      ) {
        await visit(path.join(file, entry.name));
      }
    }
  };
  for (const root of roots) await visit(path.join(rootDir, root));
  return hash.digest('hex');
}
