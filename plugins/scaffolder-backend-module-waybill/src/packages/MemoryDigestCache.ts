import type { DigestCache } from '@waybill/backstage-plugin-waybill-node';

const MAX_ENTRIES = 1000;

/**
 * Digests of layers for as long as the process runs: the step that pushes need not read again what the step that
 * built has read. A file that changed has another fingerprint, and the registry checks the bytes in any case.
 */
export class MemoryDigestCache implements DigestCache {
  readonly #digests = new Map<string, string>();

  get(key: string): string | undefined {
    return this.#digests.get(key);
  }

  set(key: string, digest: string): void {
    this.#digests.delete(key);
    this.#digests.set(key, digest);
    if (this.#digests.size > MAX_ENTRIES) {
      const [oldest] = this.#digests.keys();
      this.#digests.delete(oldest);
    }
  }

  async save(): Promise<void> {
    // Nothing of it outlives the process.
  }
}
