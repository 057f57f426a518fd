import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';

const rootDir = path.resolve(__dirname, '../../..');

/** Where the caller of these tests started the portal and the sandbox. */
export const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run this test with yarn test:browser`);
  }
  return value;
};

/** Signs in as guest, as a newcomer does. */
export async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('link', { name: 'Create' }).first().waitFor();
}

/** `yarn sandbox <args>` against the sandbox under test. */
export async function runSandboxCommand(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      path.join(rootDir, 'scripts/run-ts.mjs'),
      path.join(rootDir, 'packages/sandbox/src/cli.ts'),
      ...args,
      '--state',
      setting('WAYBILL_SANDBOX_STATE'),
    ],
    { cwd: rootDir },
  );
  return stdout;
}
