import { defineConfig } from '@playwright/test';

/**
 * The browser test of the main job. `npm test` (scripts/checks/browserTests.mjs) starts the portal and the sandbox and
 * says in the environment where they are.
 */
export default defineConfig({
  testDir: 'packages/app/e2e-tests',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: true,
  retries: 0,
  outputDir: 'node_modules/.cache/e2e-test-results',
  use: {
    baseURL: process.env.WAYBILL_PORTAL_URL,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROME_PATH,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
