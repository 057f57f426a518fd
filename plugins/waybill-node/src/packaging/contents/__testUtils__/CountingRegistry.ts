import { MemoryRegistryClient, RegistryError } from '../../../registry';

/** A registry that tells what was fetched from it, and can be without ranges. */
export class CountingRegistry extends MemoryRegistryClient {
  fetches = 0;
  fetchedBytes = 0;
  knowsRanges = true;

  reset(): void {
    this.fetches = 0;
    this.fetchedBytes = 0;
  }

  override async fetchBlob(
    ...[repository, descriptor, options]: Parameters<
      MemoryRegistryClient['fetchBlob']
    >
  ) {
    // what begins at the start can be read of the whole
    if (options?.range?.start && !this.knowsRanges)
      throw new RegistryError({
        code: 'REFUSED',
        status: 200,
        message: 'The registry answered with all of it.',
      });
    const stream = await super.fetchBlob(repository, descriptor, options);
    this.fetches += 1;
    return stream
      .on('data', (chunk: Buffer) => {
        this.fetchedBytes += chunk.length;
      })
      .pause();
  }
}
