/**
 * What the hashing thread runs, as text: a file of its own would have to be found again in every bundle. It is told which
 * slab to hash and how much of it, answers each with nothing and the end with the digest.
 */
export const HASH_WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const bytes = new Uint8Array(workerData.bytes);
const hash = createHash(workerData.algorithm);
parentPort.on('message', slab => {
  if (!slab) {
    parentPort.postMessage(hash.digest('hex'));
    return;
  }
  hash.update(bytes.subarray(slab.start, slab.start + slab.length));
  parentPort.postMessage(undefined);
});
`;
