// How long the command takes to start, beside Node alone: node build/measureStart.mjs [runs]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { packageDir } from './packageFiles.mjs';

const RUNS = Number(process.argv[2] ?? 20);
const bin = path.join(packageDir, 'bin/waybill');
const CASES = {
  'node -e 0': ['-e', '0'],
  'waybill --version': [bin, '--version'],
  'waybill --help': [bin, '--help'],
  'waybill push --help': [bin, 'push', '--help'],
  'waybill check --format modelcar': [bin, 'check', '--format', 'modelcar'],
  // what signs and verifies is loaded, and refuses to without being told by whose word
  'waybill sign, without a signer': [bin, 'sign', 'r.example/a:1'],
  'waybill verify, without a key': [bin, 'verify', 'r.example/a:1'],
};
const REFUSED = 2;
const times = Object.fromEntries(Object.keys(CASES).map(name => [name, []]));
// Interleaved, so that what else the machine does falls on all of them.
for (let run = 0; run <= RUNS; run++)
  for (const [name, args] of Object.entries(CASES)) {
    const startedAt = performance.now();
    const { status } = spawnSync(process.execPath, args);
    const expected = name.includes('without') ? REFUSED : 0;
    if (status !== expected) throw new Error(`${name} ended with ${status}`);
    // the first round warms the file cache
    if (run > 0) times[name].push(performance.now() - startedAt);
  }
for (const [name, taken] of Object.entries(times)) {
  taken.sort((a, b) => a - b);
  const ms = [taken[0], taken[Math.floor(taken.length / 2)], taken.at(-1)];
  console.log(
    `${name.padEnd(34)} ${ms
      .map(value => value.toFixed(0).padStart(5))
      .join(' ')} ms (min, median, max of ${RUNS})`,
  );
}
