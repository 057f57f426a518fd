import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { rootDir } from '../bootstrap/paths.mjs';
import { findBrowser } from '../portal/browser.mjs';
import { startProcess } from '../portal/processes.mjs';
import { withPortal } from '../portal/withPortal.mjs';

/** The main job in a real browser. */
export async function runBrowserTests() {
  const browser = findBrowser({ log: line => console.log(line) });
  return withPortal(async portal => {
    const result = await runPlaywright(browser, portal);
    if (result.failed > 0)
      console.log(`Last lines of the sandbox and the portal:\n${portal.log()}`);
    return result;
  });
}

async function runPlaywright(browser, { portalUrl, sandbox, dir }) {
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
