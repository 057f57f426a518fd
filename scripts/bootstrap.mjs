#!/usr/bin/env node
// What `npm start`, `npm test` and their like call first: brings a supported Node, Yarn and the dependencies where they
// are missing, then hands over to the task. Runs on any Node from 18 on and needs nothing but npm; costs a fraction of a
// second when all is there, and uses no network then.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { rootDir } from './bootstrap/paths.mjs';
import { ensureNode, ensureYarn } from './bootstrap/toolchain.mjs';

const TASKS = {
  start: 'scripts/tasks/start.mjs',
  'start:real': 'scripts/tasks/startReal.mjs',
  test: 'scripts/tasks/test.mjs',
  'test:interop': 'scripts/tasks/testInterop.mjs',
  'test:browser': 'scripts/tasks/testBrowser.mjs',
  'bench:page': 'scripts/tasks/benchPage.mjs',
  'bench:package': 'scripts/tasks/benchPackage.mjs',
  'bench:verify': 'scripts/tasks/benchVerify.mjs',
  'bench:editing': 'scripts/tasks/benchEditing.mjs',
  'bench:manifests': 'scripts/tasks/benchManifests.mjs',
  sandbox: 'scripts/tasks/sandbox.mjs',
};

async function main() {
  const [task, ...args] = process.argv.slice(2);
  if (!task || !TASKS[task]) {
    console.error(
      `usage: node scripts/bootstrap.mjs <${Object.keys(TASKS).join(
        '|',
      )}> [arguments]`,
    );
    return 2;
  }
  if (process.platform === 'win32') {
    console.error('Waybill runs on Linux and macOS; on Windows use WSL 2.');
    return 1;
  }
  const node = await ensureNode();
  const yarn = await ensureYarn(node);
  await ensureDependencies(node, yarn);

  const script = path.join(rootDir, TASKS[task]);
  if (!existsSync(script)) {
    console.error(
      `The task ${task} is not there: ${TASKS[task]} is missing from this checkout.`,
    );
    return 1;
  }
  return await handOver(node, script, args);
}

/** Runs the task and ends as it ends; signals of the terminal reach it by themselves, others are passed on. */
function handOver(node, script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node.execPath, [script, ...args], {
      cwd: rootDir,
      stdio: 'inherit',
      env: node.environment,
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  },
);
