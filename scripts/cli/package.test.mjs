// The command as it is published: packed, installed where there is nothing else, and run by each Node that it supports.
// WAYBILL_NODES names further `node` programs, separated by colons.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { stagePackage } from '../../packages/cli/build/publishedPackage.mjs';

const run = promisify(execFile);
const NODES = [
  process.execPath,
  ...(process.env.WAYBILL_NODES ?? '').split(':').filter(Boolean),
];
let dir;
let installed;

before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-package-'));
  await stagePackage(path.join(dir, 'package'));
  const npm = (...args) =>
    run('npm', [...args, '--cache', path.join(dir, 'npm')], { cwd: dir });
  const { stdout } = await npm('pack', './package', '--json');
  const [{ filename, files }] = JSON.parse(stdout);
  const names = files.map(file => file.path);
  for (const name of [
    'LICENSE',
    'README.md',
    'bin/waybill',
    'dist/waybill.mjs',
  ])
    assert.ok(names.includes(name), `${name} is missing in the package`);
  assert.deepEqual(
    names.filter(name => /\.(ts|map)$|test/i.test(name)),
    [],
  );
  // without a registry: the package has to be enough
  await npm(
    'install',
    '--global',
    '--offline',
    '--prefix',
    path.join(dir, 'prefix'),
    path.join(dir, filename),
  );
  installed = path.join(dir, 'prefix/bin/waybill');
  await mkdir(path.join(dir, 'iris'));
  await writeFile(path.join(dir, 'iris/model.joblib'), 'weights');
});

after(() => rm(dir, { recursive: true, force: true }));

test('brings nothing with it, and the licenses of what is in it', async () => {
  const folder = path.join(dir, 'prefix/lib/node_modules/@waybill/cli');
  const manifest = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  );
  assert.equal(manifest.dependencies, undefined);
  assert.ok(!(await readdir(folder)).includes('node_modules'));
  const licenses = await readFile(
    path.join(folder, 'dist/THIRD_PARTY_LICENSES.txt'),
    'utf8',
  );
  for (const name of ['commander', 'undici', 'zod'])
    assert.match(licenses, new RegExp(`^${name} \\d+\\.`, 'm'));
});

for (const node of NODES)
  describe(`with ${node}`, () => {
    const waybill = (...args) =>
      run(node, [installed, ...args], {
        cwd: dir,
        env: { PATH: process.env.PATH, HOME: dir },
      });

    test('says its version and how it is used', async () => {
      const { stdout: version } = await run(node, ['--version']);
      console.log(`# Node ${version.trim()}`);
      assert.match((await waybill('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
      assert.match((await waybill('--help')).stdout, /^Usage: waybill /);
      assert.match((await waybill('completion', 'bash')).stdout, /complete -F/);
    });

    test('packages a folder, hashed by its worker', async () => {
      await writeFile(
        path.join(dir, 'iris/weights.bin'),
        Buffer.alloc(80_000_000, 7),
      );
      const { stdout } = await waybill('pack', 'iris', '--json', '--no-cache');
      const { digest, layers } = JSON.parse(stdout);
      assert.equal(
        digest,
        'sha256:c8408955b5c20d28cdd6008780465a0d04ed66969560c2ec40da9a4983b7fd59',
      );
      assert.equal(layers.length, 2);
    });

    test('says what is wrong, and ends with the code for it', async () => {
      const failure = await waybill('push', 'iris', 'no-host').catch(
        error => error,
      );
      assert.equal(failure.code, 2);
      assert.match(failure.stderr, /^error: .*\[INVALID_REFERENCE\]\n$/);
    });

    for (const [signal, exitCode] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ])
      test(`ends with ${exitCode} on ${signal}, in the middle of an upload, and writes no tag`, async () => {
        const requests = [];
        const registry = createServer((request, response) => {
          requests.push(`${request.method} ${request.url}`);
          if (request.method === 'POST')
            response
              .writeHead(202, { location: '/v2/iris/blobs/uploads/1' })
              .end();
          else if (['PATCH', 'PUT'].includes(request.method))
            request.once('data', () => child.kill(signal));
          else response.writeHead(404).end();
        });
        await new Promise(resolve => {
          registry.listen(0, '127.0.0.1', resolve);
        });
        const target = `127.0.0.1:${registry.address().port}/iris:1.0.0`;
        const child = spawn(
          node,
          [installed, 'push', 'iris', target, '--plain-http', '--no-cache'],
          { cwd: dir, env: { PATH: process.env.PATH, HOME: dir } },
        );
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', text => {
          stderr += text;
        });
        const code = await new Promise(resolve => {
          child.on('exit', resolve);
        });
        registry.closeAllConnections();
        registry.close();
        assert.equal(code, exitCode, stderr);
        assert.match(stderr, new RegExp(`Interrupted by ${signal}`));
        assert.deepEqual(
          requests.filter(text => /^PUT .*\/manifests\//.test(text)),
          [],
        );
      });

    test('ends quietly where nobody reads on', async () => {
      const { stdout } = await run('bash', [
        '-c',
        `set -o pipefail; '${node}' '${installed}' push --help | head -1`,
      ]);
      assert.match(stdout, /^Usage: waybill push/);
    });
  });
