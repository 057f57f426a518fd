import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { readerOf } from '../ByteReader';
import { HashedPass, hashReader } from './hashReader';
import { createStreamHasher } from './StreamHasher';

const content = randomBytes(13 * 1024 * 1024 + 5);
const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;

function* cut(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size)
    yield bytes.subarray(at, at + size);
}

describe('createStreamHasher', () => {
  it.each([997, 64 * 1024, 5 * 1024 * 1024])(
    'gives the digest of chunks of %d bytes',
    async size => {
      const hasher = createStreamHasher({ sizeBytes: content.length });
      for (const chunk of cut(content, size)) await hasher.update(chunk);
      expect(await hasher.digest()).toBe(digest);
    },
  );

  it('gives the digest of nothing, and of a few bytes', async () => {
    const empty = createStreamHasher();
    expect(await empty.digest()).toBe(
      `sha256:${createHash('sha256').digest('hex')}`,
    );
    const few = createStreamHasher({ sizeBytes: 3, algorithm: 'sha512' });
    await few.update(Buffer.from('abc'));
    expect(await few.digest()).toBe(
      `sha512:${createHash('sha512').update('abc').digest('hex')}`,
    );
  });

  it('can be left in the middle', async () => {
    const hasher = createStreamHasher();
    await hasher.update(content.subarray(0, 3_000_000));
    hasher.close();
    await expect(hasher.digest()).rejects.toThrow('ended without a digest');
  });
});

describe('HashedPass', () => {
  it('keeps the bytes of a chunk until two more were asked for', async () => {
    const pass = new HashedPass(
      readerOf(Readable.from(cut(content, 100_000))),
      { sizeBytes: content.length },
    );
    const window: { readonly bytes: Buffer; readonly at: number }[] = [];
    const expectWhole = () => {
      for (const { bytes, at } of window.slice(-2))
        expect(bytes.equals(content.subarray(at, at + bytes.length))).toBe(
          true,
        );
    };
    for await (const bytes of pass.chunks()) {
      expectWhole();
      const last = window.at(-1);
      window.push({ bytes, at: last ? last.at + last.bytes.length : 0 });
    }
    expectWhole();
    expect(pass.readBytes).toBe(content.length);
    expect(await pass.digest()).toBe(digest);
  });

  it('fails with what the reader fails with, and closes it', async () => {
    const close = jest.fn(async () => {});
    const reader = {
      read: async () => {
        throw new Error('the disk is gone');
      },
      close,
    };
    await expect(hashReader(reader)).rejects.toThrow('the disk is gone');
    expect(close).toHaveBeenCalled();
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const reader = {
      read: async (target: Buffer) => target.length,
      close: async () => {},
    };
    await expect(
      hashReader(reader, {
        signal: controller.signal,
        onBytes: () => controller.abort(new Error('enough')),
      }),
    ).rejects.toThrow('enough');
  });
});
