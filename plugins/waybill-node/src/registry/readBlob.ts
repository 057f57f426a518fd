import {
  validateDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { BlobDownload } from './BlobDownload';
import type { ByteReader } from './ByteReader';
import { HashedPass } from './hashing/hashReader';
import type { RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';
import { mismatch } from './verifyingStream';

/**
 * Reads a whole blob through few buffers, hashed on the way.
 *
 * @param wires - the places where the blob may be, in the order to be asked
 */
export async function* readBlob(
  wires: readonly RepositoryWire[],
  descriptor: Descriptor,
  { signal }: RequestOptions,
): AsyncGenerator<Buffer> {
  signal?.throwIfAborted();
  const { size: sizeBytes } = descriptor;
  const digest = validateDigest(descriptor.digest);
  const leaving = new AbortController();
  const either = AbortSignal.any(
    signal ? [signal, leaving.signal] : [leaving.signal],
  );
  const range = { start: 0, end: sizeBytes - 1 };
  const download = new BlobDownload(wires, descriptor, range, either, true);
  const algorithm = digest.split(':')[0];
  const pass = new HashedPass(readerOfDownload(download), {
    sizeBytes,
    algorithm,
    signal,
  });
  const differs = (got: string) => {
    const what = `Blob ${digest} of ${wires[wires.length - 1].name}`;
    return mismatch(what, digest, got);
  };
  try {
    await download.open();
    for await (const chunk of pass.chunks()) {
      if (pass.readBytes > sizeBytes)
        throw differs(`more than ${sizeBytes} bytes`);
      yield chunk;
    }
    if (pass.readBytes < sizeBytes)
      throw differs(`${pass.readBytes} bytes instead of ${sizeBytes}`);
    const found = await pass.digest();
    if (found !== digest) throw differs(`bytes of ${found}`);
  } finally {
    leaving.abort();
    pass.close();
    download.close();
  }
}

function readerOfDownload(download: BlobDownload): ByteReader {
  let rest: Buffer | undefined;
  return {
    async read(target) {
      rest ??= await download.next();
      if (!rest) return 0;
      const length = rest.copy(target);
      rest = length < rest.length ? rest.subarray(length) : undefined;
      return length;
    },
    async close() {
      download.close();
    },
  };
}
