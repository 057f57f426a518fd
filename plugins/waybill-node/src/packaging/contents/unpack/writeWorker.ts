/**
 * More in one call makes Linux look for larger pieces of free memory for its cache, and those are the ones that a
 * virtual machine has given back to its host: twice the time of the system for the same bytes.
 */
const PIECE_BYTES = 32 * 1024;

/**
 * What the writing thread runs, as text: a file of its own would have to be found again in every bundle. It is told the
 * file and which part of which shared memory to write, and answers each with nothing or with what went wrong.
 */
export const WRITE_WORKER = `
const { parentPort } = require('node:worker_threads');
const { writeSync } = require('node:fs');
parentPort.on('message', ({ fd, memory, start, length }) => {
  try {
    const bytes = new Uint8Array(memory, start, length);
    let done = 0;
    while (done < length)
      done += writeSync(fd, bytes, done, Math.min(${PIECE_BYTES}, length - done));
    parentPort.postMessage(undefined);
  } catch ({ code, message }) {
    parentPort.postMessage({ code, message });
  }
});
`;
