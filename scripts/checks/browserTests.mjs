import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { rootDir } from '../bootstrap/paths.mjs';
import { findBrowser } from '../portal/browser.mjs';
import {
  buildApp,
  startBuiltPortal,
  writePortalConfig,
} from '../portal/portal.mjs';
import { findFreePort, startProcess } from '../portal/processes.mjs';
import { startSandboxProcess } from '../portal/sandbox.mjs';

const ANY_PORTS = ['registry', 'git', 'dev', 'staging', 'production'].flatMap(
  name => [`--port-${name}`, '0'],
);

/** The main job in a real browser, against a portal and a sandbox of its own on free ports and in a folder of its own. */
export async function runBrowserTests() {
  const browser = findBrowser({ log: line => console.log(line) });
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-browser-'));
  const stops = [];
  try {
    await buildApp();
    const port = await findFreePort();
    const log = [];
    const keep = line => {
      if (line.includes('incomingRequest')) return; // each request of the page is a line
      log.push(line);
      log.splice(0, Math.max(0, log.length - 400));
    };
    const sandbox = await startSandboxProcess({
      stateDir: path.join(dir, 'sandbox'),
      args: ANY_PORTS,
      onLine: keep,
    });
    stops.push(() => sandbox.running.stop());
    const portalConfig = path.join(dir, 'app-config.portal.yaml');
    await writePortalConfig(portalConfig, {
      databaseDir: path.join(dir, 'portal'),
      port,
    });
    const portal = await startBuiltPortal(
      [
        path.join(rootDir, 'app-config.yaml'),
        sandbox.appConfigFile,
        portalConfig,
      ],
      { port, onLine: keep },
    );
    stops.push(() => portal.stop());
    const result = await runPlaywright({
      browser,
      dir,
      portalUrl: `http://localhost:${port}`,
      sandbox,
    });
    if (result.failed > 0)
      console.log(
        `Last lines of the sandbox and the portal:\n${log.join('\n')}`,
      );
    return result;
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function runPlaywright({ browser, dir, portalUrl, sandbox }) {
  const reportFile = path.join(dir, 'playwright.json');
  const cli = path.join(rootDir, 'node_modules/@playwright/test/cli.js');
  const running = startProcess(
    'playwright',
    process.execPath,
    [cli, 'test', '--reporter=list,json'],
    {
      cwd: rootDir,
      env: {
        ...process.env,
        CI: '1',
        PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
        CHROME_PATH: browser,
        WAYBILL_PORTAL_URL: portalUrl,
        WAYBILL_SANDBOX_STATE: path.join(dir, 'sandbox'),
        WAYBILL_SANDBOX_GIT: sandbox.git,
      },
    },
  );
  await running.exited;
  const { stats, errors } = JSON.parse(await readFile(reportFile, 'utf8'));
  for (const error of errors ?? []) console.error(error.message);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (errors?.length ?? 0),
    skipped: stats.skipped,
  };
}
