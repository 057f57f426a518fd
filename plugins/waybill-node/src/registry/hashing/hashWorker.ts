/**
 * What the hashing thread runs, as text: a file of its own would have to be found again in every bundle. It hashes the
 * slabs in turn as the other side commits them, and tells the digest once that says there are no more.
 *
 * `control` holds 32-bit integers: committed slabs, hashed slabs, 1 at the end, then the length of each slab's bytes.
 */
export const HASH_WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { algorithm, count, slabBytes } = workerData;
const control = new Int32Array(workerData.control);
const bytes = new Uint8Array(workerData.bytes);
const hash = createHash(algorithm);
let hashed = 0;
for (;;) {
  const committed = Atomics.load(control, 0);
  if (committed === hashed) {
    if (Atomics.load(control, 2) === 1 && Atomics.load(control, 0) === hashed) break;
    Atomics.wait(control, 0, hashed, 50);
    continue;
  }
  const slab = hashed % count;
  const start = slab * slabBytes;
  hash.update(bytes.subarray(start, start + Atomics.load(control, 3 + slab)));
  hashed += 1;
  Atomics.store(control, 1, hashed);
  Atomics.notify(control, 1);
}
parentPort.postMessage(hash.digest('hex'));
`;
