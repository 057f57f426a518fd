import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, promises as fs } from 'node:fs';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RegistryError } from './errors';
import { hashFor, type Digest } from './names';
import {
  readDirOrEmpty,
  readFileOrUndefined,
  statOrUndefined,
  type RegistryStorage,
} from './storage';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Sessions that were begun and never ended must not fill the memory.
const MAX_RUNNING_HASHES = 1000;
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** `Content-Range` of a chunk; both ends are included. */
export interface ChunkRange {
  readonly start: number;
  readonly end: number;
}

/** What came in so far, hashed on its way; lost with the process, and then the file is read again. */
interface RunningHash {
  readonly hash: Hash;
  sizeBytes: number;
}

/** Blobs on their way in. Their bytes are files from the first one on. */
export class UploadSessions {
  readonly #hashes = new Map<string, RunningHash>();
  readonly #writing = new Set<string>();

  constructor(private readonly storage: RegistryStorage) {}

  /** Clears sessions that nobody continued for a day. */
  async open(now: number = Date.now()): Promise<void> {
    for (const id of await readDirOrEmpty(this.storage.uploadsDir)) {
      const touched = await statOrUndefined(
        path.join(this.storage.uploadsDir, id, 'data'),
      );
      if (!touched || now - touched.mtimeMs > ABANDONED_AFTER_MS) {
        await fs.rm(path.join(this.storage.uploadsDir, id), {
          recursive: true,
          force: true,
        });
      }
    }
  }

  async start(repository: string): Promise<string> {
    const id = randomUUID();
    const dir = path.join(this.storage.uploadsDir, id);
    await fs.mkdir(dir, { recursive: true });
    await fs.writeFile(path.join(dir, 'data'), '');
    await this.storage.writeAtomically(
      path.join(dir, 'session.json'),
      JSON.stringify({ repository }),
    );
    this.#hashes.set(id, { hash: createHash('sha256'), sizeBytes: 0 });
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > MAX_RUNNING_HASHES) this.#hashes.delete(oldest);
    return id;
  }

  /** @returns how many bytes are there. @throws RegistryError BLOB_UPLOAD_UNKNOWN */
  async size(repository: string, id: string): Promise<number> {
    const session = ID.test(id)
      ? await readFileOrUndefined(
          path.join(this.storage.uploadsDir, id, 'session.json'),
        )
      : undefined;
    const data = session && (await statOrUndefined(this.#dataFile(id)));
    if (
      !data ||
      JSON.parse(session.toString('utf8')).repository !== repository
    ) {
      throw new RegistryError({
        code: 'BLOB_UPLOAD_UNKNOWN',
        message: 'blob upload unknown to registry',
      });
    }
    return data.size;
  }

  /** Appends a chunk, or a stream of unknown length. @returns the new size */
  async append(
    repository: string,
    id: string,
    body: Readable,
    range?: ChunkRange,
  ): Promise<number> {
    return this.#exclusively(id, async () => {
      const sizeBytes = await this.size(repository, id);
      if (range && (range.start > range.end || range.start !== sizeBytes)) {
        throw new RegistryError({
          code: 'RANGE_INVALID',
          message: `invalid content range: the next byte is ${sizeBytes}`,
          detail: {
            expected: sizeBytes,
            received: `${range.start}-${range.end}`,
          },
        });
      }
      const written = await this.#write(id, sizeBytes, body);
      if (range && written !== range.end - range.start + 1) {
        await fs.truncate(this.#dataFile(id), sizeBytes);
        this.#hashes.delete(id);
        throw new RegistryError({
          code: 'SIZE_INVALID',
          message: 'the chunk is not as long as its Content-Range says',
        });
      }
      return sizeBytes + written;
    });
  }

  /** Ends the session: its bytes become a blob of the repository, or, where the digest is another one, nothing. */
  async commit(repository: string, id: string, digest: Digest): Promise<void> {
    await this.#exclusively(id, async () => {
      const sizeBytes = await this.size(repository, id);
      const actual = await this.#digestHex(id, digest, sizeBytes);
      if (actual !== digest.hex) {
        await this.#discard(id);
        throw new RegistryError({
          code: 'DIGEST_INVALID',
          message: 'provided digest did not match uploaded content',
          detail: {
            digest: digest.text,
            actual: `${digest.algorithm}:${actual}`,
          },
        });
      }
      await this.storage.adoptBlob(repository, digest, this.#dataFile(id));
      await this.#discard(id);
    });
  }

  async cancel(repository: string, id: string): Promise<void> {
    await this.size(repository, id);
    await this.#discard(id);
  }

  #dataFile(id: string): string {
    return path.join(this.storage.uploadsDir, id, 'data');
  }

  async #discard(id: string): Promise<void> {
    this.#hashes.delete(id);
    await fs.rm(path.join(this.storage.uploadsDir, id), {
      recursive: true,
      force: true,
    });
  }

  async #exclusively<T>(id: string, act: () => Promise<T>): Promise<T> {
    if (this.#writing.has(id)) {
      throw new RegistryError({
        code: 'RANGE_INVALID',
        message: 'another request is writing to this upload',
      });
    }
    this.#writing.add(id);
    try {
      return await act();
    } finally {
      this.#writing.delete(id);
    }
  }

  async #write(id: string, sizeBytes: number, body: Readable): Promise<number> {
    const running = this.#hashes.get(id);
    const isHashed = running?.sizeBytes === sizeBytes;
    let written = 0;
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        written += chunk.length;
        if (isHashed) running.hash.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(
        body,
        counter,
        createWriteStream(this.#dataFile(id), { flags: 'a' }),
      );
    } catch (error) {
      // A client that went away: what reached the disk stays and may be continued, but the hash saw more than that.
      this.#hashes.delete(id);
      throw error;
    }
    if (isHashed) running.sizeBytes += written;
    return written;
  }

  async #digestHex(
    id: string,
    digest: Digest,
    sizeBytes: number,
  ): Promise<string> {
    const running = this.#hashes.get(id);
    if (digest.algorithm === 'sha256' && running?.sizeBytes === sizeBytes) {
      return running.hash.copy().digest('hex');
    }
    const hash = hashFor(digest);
    await pipeline(createReadStream(this.#dataFile(id)), hash);
    return hash.digest('hex');
  }
}
