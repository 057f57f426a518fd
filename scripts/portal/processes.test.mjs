import assert from 'node:assert/strict';
import http from 'node:http';
import process from 'node:process';
import { test } from 'node:test';
import { findFreePort, startProcess, waitForUrl } from './processes.mjs';

test('waitForUrl reports a process that ends before it answers, with its last lines', async () => {
  const port = await findFreePort();
  const running = startProcess(
    'a server',
    process.execPath,
    ['-e', 'console.log("port is taken"); process.exit(3)'],
    {
      onLine: () => {},
    },
  );
  await assert.rejects(
    waitForUrl(`http://127.0.0.1:${port}/`, running, 30_000),
    error => {
      assert.match(error.message, /a server ended \(exit code 3\)/);
      assert.match(error.message, /port is taken/);
      return true;
    },
  );
});

test('waitForUrl returns when the URL answers', async () => {
  const server = http.createServer((_, response) => response.end('ok'));
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const running = startProcess(
    'an idle child',
    process.execPath,
    ['-e', 'setInterval(() => {}, 1000)'],
    { onLine: () => {} },
  );
  try {
    await waitForUrl(
      `http://127.0.0.1:${server.address().port}/`,
      running,
      30_000,
    );
  } finally {
    await running.stop();
    server.close();
  }
  assert.equal(running.child.signalCode, 'SIGTERM');
});
