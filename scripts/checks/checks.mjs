import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { rootDir } from '../bootstrap/paths.mjs';
import { startProcess } from '../portal/processes.mjs';
import { runBrowserTests } from './browserTests.mjs';

const bin = name => path.join(rootDir, 'node_modules', name);
const backstageCli = bin('@backstage/cli/bin/backstage-cli');

/**
 * The checks of `npm test`, cheap ones first. Each `run` gives how many passed, failed and were skipped.
 */
export const CHECKS = [
  {
    name: 'types',
    what: 'TypeScript',
    run: () => runOne([bin('typescript/bin/tsc')]),
  },
  {
    name: 'lint',
    what: 'ESLint, with the direction of dependencies',
    run: () => runOne([backstageCli, 'repo', 'lint']),
  },
  {
    name: 'scripts',
    what: 'tests of the scripts themselves',
    run: runScriptTests,
  },
  { name: 'unit', what: 'unit and integration tests', run: runJest },
  { name: 'browser', what: 'the main job in a browser', run: runBrowserTests },
];

/** A command that is one check: it passes or it does not. */
async function runOne(args) {
  const { code } = await runNode(args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runJest() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-test-'));
  try {
    const reportFile = path.join(dir, 'jest.json');
    await runNode([
      backstageCli,
      'repo',
      'test',
      '--json',
      `--outputFile=${reportFile}`,
      '--maxWorkers=2',
    ]);
    const report = JSON.parse(await readFile(reportFile, 'utf8'));
    for (const suite of report.testResults) {
      for (const test of suite.assertionResults.filter(
        ({ status }) => status === 'pending',
      )) {
        console.log(
          `skipped: ${path.relative(rootDir, suite.name)}: ${test.fullName}`,
        );
      }
    }
    return {
      passed: report.numPassedTests,
      // a suite that could not even be loaded counts as one failure
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      skipped: report.numPendingTests,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function runScriptTests() {
  const files = await findTests(path.join(rootDir, 'scripts'));
  const lines = [];
  const { code } = await runNode(
    ['--test', '--test-reporter=tap', ...files],
    line => lines.push(line),
  );
  const count = word =>
    Number(
      lines.map(line => line.match(`^# ${word} (\\d+)$`)?.[1]).find(Boolean) ??
        0,
    );
  const failed = count('fail') + count('cancelled');
  if (code !== 0 || failed > 0) console.log(lines.join('\n'));
  return {
    passed: count('pass'),
    failed: code !== 0 ? Math.max(1, failed) : failed,
    skipped: count('skipped'),
  };
}

async function findTests(dir) {
  const entries = await readdir(dir, { recursive: true });
  return entries
    .filter(name => name.endsWith('.test.mjs'))
    .map(name => path.join(dir, name));
}

function runNode(args, onLine) {
  const running = startProcess(path.basename(args[0]), process.execPath, args, {
    cwd: rootDir,
    env: {
      ...process.env,
      CI: '1',
      FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
    },
    onLine,
  });
  return running.exited;
}
