import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  validateTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  streamOf,
  type RegistryClient,
  type RepositoryName,
} from '../../registry';
import type { LayerLayout, PackageLayout, PackagePlan } from '../PackageLayout';
import { readSegments } from '../sources/readSegments';
import { layerKey } from './DigestCache';
import { layerSizesOfNewest } from './layerSizesOfNewest';
import { pushPackage, pushKnownBlob, type PushResult } from './pushPackage';
import {
  describeLayer,
  digestOfLayer,
  layoutBytes,
  planOf,
  sealPackage,
  type SealOptions,
} from './sealPackage';

/** @public */
export interface PublishOptions extends SealOptions {
  /** Version tag; never `latest`. */
  readonly tag: string;
}

/** What was published, and what it turned out to be. @public */
export interface PublishResult extends PushResult {
  readonly plan: PackagePlan;
}

/** Sends layers one after the other, in the way that costs least. */
class LayerSender {
  private doneBytes = 0;
  /** The one that is being read. */
  private file: string | undefined;

  constructor(
    private readonly client: RegistryClient,
    private readonly repository: RepositoryName,
    private readonly options: PublishOptions,
    private readonly known: {
      readonly totalBytes: number;
      /** Lengths of layers that the repository has. */
      readonly mayBeThere: ReadonlySet<number>;
    },
  ) {}

  async send(layer: LayerLayout): Promise<Descriptor> {
    // a model of ten thousand files must not keep the process from hearing of an abort
    await nextTurn();
    this.options.signal?.throwIfAborted();
    const digest = await this.findDigest(layer);
    const descriptor = digest
      ? await this.sendKnown(layer, digest)
      : await this.sendStream(layer);
    this.doneBytes += layer.sizeBytes;
    this.tell(0);
    return descriptor;
  }

  private async findDigest(layer: LayerLayout): Promise<string | undefined> {
    const { signal, digestCache, onProgress } = this.options;
    if (layer.digest) return layer.digest;
    if (this.known.mayBeThere.has(layer.sizeBytes)) {
      return digestOfLayer(layer, {
        signal,
        digestCache,
        onRead: (doneBytes, file) =>
          onProgress?.({
            phase: 'read',
            doneBytes,
            totalBytes: layer.sizeBytes,
            file,
          }),
      });
    }
    const key = digestCache && layerKey(layer);
    return key && digestCache.get(key);
  }

  private async sendKnown(
    layer: LayerLayout,
    digest: string,
  ): Promise<Descriptor> {
    const { client, repository, options } = this;
    const descriptor = describeLayer(layer, digest);
    await pushKnownBlob(
      client,
      repository,
      { descriptor, mountFrom: layer.mountFrom, open: () => this.open(layer) },
      {
        signal: options.signal,
        onProgress: ({ transferredBytes }) => this.tell(transferredBytes),
      },
    );
    return descriptor;
  }

  private async sendStream(layer: LayerLayout): Promise<Descriptor> {
    const { client, repository, options } = this;
    const { mediaType, sizeBytes } = layer;
    const sent = await client.pushStream(
      repository,
      { mediaType, sizeBytes, open: () => this.read(layer) },
      {
        signal: options.signal,
        onProgress: ({ transferredBytes }) => this.tell(transferredBytes),
      },
    );
    const key = options.digestCache && layerKey(layer);
    if (key) options.digestCache?.set(key, sent.digest);
    return describeLayer(layer, sent.digest);
  }

  private read(layer: LayerLayout) {
    return readSegments(layer.segments(), {
      signal: this.options.signal,
      onFile: path => {
        this.file = path;
      },
    });
  }

  private open(layer: LayerLayout) {
    return streamOf(this.read(layer));
  }

  private tell(ofThisLayer: number): void {
    this.options.onProgress?.({
      phase: 'send',
      doneBytes: this.doneBytes + ofThisLayer,
      totalBytes: this.known.totalBytes,
      file: this.file,
    });
  }
}

/**
 * Publishes a package in one pass: its bytes are hashed while they are sent, then come manifest and tag, so that a tag
 * never names what is incomplete. Nothing is written to disk.
 *
 * Files are read before they are sent where that may save the sending: for a tag that is there already, and for a
 * layer as long as one of the newest version's.
 *
 * @throws PackagingError `TAG_EXISTS`, `FILE_CHANGED`; InvalidReferenceError; RegistryError
 * @public
 */
export async function publishPackage(
  client: RegistryClient,
  repository: RepositoryName,
  layout: PackageLayout,
  options: PublishOptions,
): Promise<PublishResult> {
  const tag = validateTag(options.tag);
  const { signal, digestCache } = options;
  if (await client.resolve(repository, tag, { signal })) {
    const plan = await sealPackage(layout, options);
    return { plan, ...(await pushPackage(client, repository, plan, options)) };
  }
  const newest = await layerSizesOfNewest(client, repository, signal);
  const descriptors: Descriptor[] = [];
  const sender = new LayerSender(client, repository, options, {
    totalBytes: layoutBytes(layout),
    mayBeThere: newest,
  });
  for (const layer of layout.layers) descriptors.push(await sender.send(layer));
  await digestCache?.save();
  const plan = planOf(layout, descriptors);
  // the layers are there, so this sends config, manifest and tag, and looks at the tag once more
  const pushed = await pushPackage(
    client,
    repository,
    { ...plan, layers: [] },
    { tag, signal },
  );
  return { plan, ...pushed };
}
