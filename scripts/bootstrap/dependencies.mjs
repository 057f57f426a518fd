import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { rootDir } from './paths.mjs';
import { runWithProgress } from './run.mjs';

const stampFile = path.join(rootDir, 'node_modules', '.waybill-install.json');
/** Packages that are compiled for one Node only. */
const NATIVE_ADDONS = ['better-sqlite3'];

/** Installs what yarn.lock names, where that has not been done yet for this lock file and this Node. */
export async function ensureDependencies(node, yarn) {
  const lock = await readFile(path.join(rootDir, 'yarn.lock'));
  const wanted = {
    lock: createHash('sha256').update(lock).digest('hex'),
    abi: await abiOf(node),
  };
  const stamp = await readStamp();
  if (stamp?.lock === wanted.lock && stamp?.abi === wanted.abi) {
    return;
  }
  const environment = {
    ...node.environment,
    YARN_ENABLE_TELEMETRY: '0',
    CI: '1',
  };
  const run = (label, args) =>
    runWithProgress(label, node.execPath, [yarn.script, ...args], {
      cwd: rootDir,
      env: environment,
    });
  if (!existsSync(stampFile)) {
    console.error(
      'Installing the dependencies (once; a few minutes and 2 GB on disk).',
    );
  }
  await run('yarn install', ['install', '--immutable']);
  if (stamp && stamp.abi !== wanted.abi) {
    await run('native addons for this Node', ['rebuild', ...NATIVE_ADDONS]);
  }
  await writeFile(stampFile, `${JSON.stringify(wanted)}\n`);
}

async function abiOf(node) {
  if (node.execPath === process.execPath) return process.versions.modules;
  const { stdout } = await promisify(execFile)(node.execPath, [
    '-p',
    'process.versions.modules',
  ]);
  return stdout.trim();
}

async function readStamp() {
  try {
    return JSON.parse(await readFile(stampFile, 'utf8'));
  } catch {
    return undefined; // never installed, or interrupted: install again
  }
}
