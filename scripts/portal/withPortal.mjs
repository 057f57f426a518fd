import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { rootDir } from '../bootstrap/paths.mjs';
import { buildApp, startBuiltPortal, writePortalConfig } from './portal.mjs';
import { findFreePort } from './processes.mjs';
import { startSandboxProcess } from './sandbox.mjs';

const ANY_PORTS = ['registry', 'git', 'dev', 'staging', 'production'].flatMap(
  name => [`--port-${name}`, '0'],
);
const KEPT_LINES = 200;

/**
 * Calls with a portal and a sandbox that nobody else uses: on free ports, in a folder that is removed afterwards.
 *
 * @param use called with the portal's URL, the sandbox, the folder, and `log()`: the last lines of both
 */
export async function withPortal(use) {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-portal-'));
  const stops = [];
  const lines = [];
  const onLine = line => {
    if (line.includes('incomingRequest')) return; // each request of the page is a line
    lines.push(line);
    lines.splice(0, Math.max(0, lines.length - KEPT_LINES));
  };
  try {
    await buildApp();
    const port = await findFreePort();
    const sandbox = await startSandboxProcess({
      stateDir: path.join(dir, 'sandbox'),
      args: ANY_PORTS,
      onLine,
    });
    stops.push(() => sandbox.running.stop());
    const portalConfig = path.join(dir, 'app-config.portal.yaml');
    await writePortalConfig(portalConfig, {
      databaseDir: path.join(dir, 'portal'),
      port,
    });
    const configFiles = [
      path.join(rootDir, 'app-config.yaml'),
      sandbox.appConfigFile,
      portalConfig,
    ];
    const portal = await startBuiltPortal(configFiles, { port, onLine });
    stops.push(() => portal.stop());
    return await use({
      portalUrl: `http://localhost:${port}`,
      sandbox,
      dir,
      log: () => lines.join('\n'),
    });
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(dir, { recursive: true, force: true });
  }
}
