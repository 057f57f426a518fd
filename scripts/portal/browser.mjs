import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createRequire } from 'node:module';

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A Chrome or Chromium to test with: one that is installed; else Playwright's own; else Debian's package, where we may
 * install it.
 *
 * @throws with what to do, where there is none and none can be had
 */
export function findBrowser({ log }) {
  const installed = findInstalled();
  if (installed) return installed;

  log("No Chrome or Chromium is installed; trying Playwright's own.");
  const own = installPlaywrightChromium();
  if (own) return own;

  if (isRoot() && hasCommand('apt-get')) {
    log(
      "Playwright's Chromium could not be downloaded; installing Debian's package chromium.",
    );
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const debian = findInstalled();
    if (debian) return debian;
  }
  throw new Error(
    'The browser test needs Chrome or Chromium and found none. Install one (Debian: apt-get install chromium; macOS: brew install --cask chromium) or name it in CHROME_PATH.',
  );
}

function findInstalled() {
  const candidates = [
    process.env.CHROME_PATH,
    ...COMMANDS.flatMap(name =>
      (process.env.PATH ?? '')
        .split(path.delimiter)
        .map(dir => path.join(dir, name)),
    ),
    ...MAC_APPS,
    playwrightChromiumPath(),
  ];
  return candidates.find(isExecutable);
}

function playwrightChromiumPath() {
  try {
    return createRequire(import.meta.url)(
      '@playwright/test',
    ).chromium.executablePath();
  } catch {
    return undefined; // no build of Playwright for this system
  }
}

function installPlaywrightChromium() {
  const cli = path.join(
    path.dirname(
      createRequire(import.meta.url).resolve('@playwright/test/package.json'),
    ),
    'cli.js',
  );
  spawnSync(process.execPath, [cli, 'install', 'chromium-headless-shell'], {
    stdio: 'ignore',
    timeout: 300_000,
  });
  const file = playwrightChromiumPath();
  return isExecutable(file) ? file : undefined;
}

function isExecutable(file) {
  if (!file) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasCommand(name) {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function isRoot() {
  return process.getuid?.() === 0;
}
