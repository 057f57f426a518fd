import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { runWithProgress } from './run.mjs';

test('runWithProgress ends well when the command does', async () => {
  await runWithProgress('a command', process.execPath, ['-e', ''], {});
});

test('runWithProgress says which step failed, its exit code and its last lines', async () => {
  await assert.rejects(
    runWithProgress(
      'a step',
      process.execPath,
      ['-e', 'console.error("no space left on device"); process.exit(7)'],
      {},
    ),
    /a step failed \(exit code 7\):\nno space left on device/,
  );
});

test('runWithProgress names a command that is not there', async () => {
  await assert.rejects(
    runWithProgress('a step', 'no-such-command-here', [], {}),
    /could not run no-such-command-here/,
  );
});
