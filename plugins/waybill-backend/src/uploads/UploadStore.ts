import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { UploadReceipt } from '@waybill/backstage-plugin-waybill-common';
import type { Knex } from 'knex';
import tar from 'tar-stream';
import type { UploadOptions } from '../config';
import { WaybillError } from '../errors';
import { unpackUpload, type UploadedFile } from './unpackUpload';

interface UploadRow {
  id: string;
  owner: string;
  size_bytes: number | string;
  files: string;
  expires_at: number | string;
}

const PARTIAL_PREFIX = '.partial-';
const ID = /^[\w-]{32}$/;

/**
 * Model files between the browser and the packaging: bytes on disk, who may read them and until when in the database.
 */
export class UploadStore {
  readonly #db: Knex;
  readonly #options: UploadOptions;
  readonly #now: () => number;
  #receivingBytes = 0;

  constructor(db: Knex, options: UploadOptions, now: () => number = Date.now) {
    this.#db = db;
    this.#options = options;
    this.#now = now;
  }

  /**
   * Takes an upload and unpacks it.
   *
   * @throws WaybillError `UPLOAD_MALFORMED`, `UPLOAD_TOO_LARGE`, `UPLOAD_STORE_FULL`
   */
  async receive(
    body: Readable,
    options: {
      readonly fileName: string;
      readonly owner: string;
      readonly signal: AbortSignal;
    },
  ): Promise<UploadReceipt> {
    const id = randomBytes(24).toString('base64url');
    const maxBytes = await this.#reserve();
    const partial = path.join(this.#options.directory, PARTIAL_PREFIX + id);
    try {
      await mkdir(partial, { recursive: true, mode: 0o700 });
      const files = await unpackUpload(body, {
        fileName: options.fileName,
        directory: partial,
        maxBytes,
        signal: options.signal,
      });
      await rename(partial, this.#folderOf(id));
      return await this.#record(id, options.owner, files);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    } finally {
      this.#receivingBytes -= maxBytes;
    }
  }

  /**
   * The files of an upload as a tar.
   *
   * @param owner - whose upload it must be; `undefined` for a service, which acts for itself
   * @throws WaybillError `UPLOAD_NOT_FOUND` also where it is somebody else's
   */
  async openTar(id: string, owner: string | undefined): Promise<Readable> {
    const row = ID.test(id)
      ? await this.#uploads().where({ id }).first()
      : undefined;
    const isTheirs = owner === undefined || row?.owner === owner;
    if (!row || !isTheirs || Number(row.expires_at) <= this.#now()) {
      throw notFound();
    }
    const folder = this.#folderOf(id);
    // Without a shared folder another replica may hold it.
    if (!(await stat(folder).catch(() => undefined))) {
      throw notFound();
    }
    const pack = tar.pack();
    packAll(pack, folder, JSON.parse(row.files) as UploadedFile[]).catch(
      error => pack.destroy(error),
    );
    return pack as unknown as Readable;
  }

  /** Deletes what has expired, and what a crash left half received. */
  async removeExpired(): Promise<number> {
    const expired = await this.#uploads()
      .where('expires_at', '<=', this.#now())
      .select('id');
    for (const { id } of expired) {
      await rm(this.#folderOf(id), { recursive: true, force: true });
      await this.#uploads().where({ id }).delete();
    }
    await this.#removeLeftOvers();
    return expired.length;
  }

  async #removeLeftOvers(): Promise<void> {
    const { directory, expireAfterMs } = this.#options;
    const names = await readdir(directory).catch(() => []);
    for (const name of names.filter(each => each.startsWith(PARTIAL_PREFIX))) {
      const folder = path.join(directory, name);
      const { mtimeMs } = await stat(folder);
      if (mtimeMs < this.#now() - expireAfterMs) {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  /** Sets bytes aside for one upload: the largest allowed, or what is left. */
  async #reserve(): Promise<number> {
    const { maxBytes, maxTotalBytes } = this.#options;
    const sum = await this.#uploads()
      .where('expires_at', '>', this.#now())
      .sum({ bytes: 'size_bytes' })
      .first();
    const used = Number(sum?.bytes ?? 0) + this.#receivingBytes;
    const left = Math.min(maxBytes, maxTotalBytes - used);
    if (left <= 0) {
      throw new WaybillError(
        'UPLOAD_STORE_FULL',
        `Uploads take all of their ${maxTotalBytes} bytes; try again when some have expired or ask for a higher 'waybill.uploads.maxTotalBytes'.`,
      );
    }
    this.#receivingBytes += left;
    return left;
  }

  async #record(
    id: string,
    owner: string,
    files: readonly UploadedFile[],
  ): Promise<UploadReceipt> {
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const expiresAt = this.#now() + this.#options.expireAfterMs;
    try {
      await this.#uploads().insert({
        id,
        owner,
        size_bytes: sizeBytes,
        files: JSON.stringify(files),
        expires_at: expiresAt,
      });
    } catch (error) {
      await rm(this.#folderOf(id), { recursive: true, force: true });
      throw error;
    }
    return {
      id,
      sizeBytes,
      files,
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }

  #folderOf(id: string): string {
    return path.join(this.#options.directory, id);
  }

  #uploads() {
    return this.#db<UploadRow>('uploads');
  }
}

async function packAll(
  pack: tar.Pack,
  folder: string,
  files: readonly UploadedFile[],
): Promise<void> {
  for (const file of files) {
    const entry = pack.entry({
      name: file.path,
      size: file.sizeBytes,
      mode: 0o644,
      mtime: new Date(0),
    });
    const source = createReadStream(path.join(folder, ...file.path.split('/')));
    await pipeline(source, entry);
  }
  pack.finalize();
}

function notFound(): WaybillError {
  return new WaybillError(
    'UPLOAD_NOT_FOUND',
    'There is no such upload, it has expired, or it is not yours; upload the files again.',
  );
}
