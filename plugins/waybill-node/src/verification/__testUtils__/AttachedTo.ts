import { Readable } from 'node:stream';
import {
  MediaType,
  legacySignatureTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../registry';
import { describeBytes } from '../../registry/__testUtils__/images';

export const repository: RepositoryName = {
  host: 'registry.test',
  path: 'models/iris',
};

const EMPTY_CONFIG = Buffer.from('{}');

/** What is attached to one image in a registry, as cosign attaches it. */
export class AttachedTo {
  constructor(
    private readonly client: RegistryClient,
    private readonly subject: Descriptor,
  ) {}

  /** @returns the manifest that holds it */
  async bundle(
    bytes: Buffer,
    annotations: Record<string, string> = {},
  ): Promise<Descriptor> {
    return this.pushManifest({
      artifactType: MediaType.sigstoreBundleV03,
      config: await this.pushBlob(MediaType.empty, EMPTY_CONFIG),
      layers: [await this.pushBlob(MediaType.sigstoreBundleV03, bytes)],
      subject: this.subject,
      annotations,
    });
  }

  async legacy(
    suffix: 'sig' | 'att',
    layers: readonly {
      readonly mediaType: string;
      readonly bytes: Buffer;
      readonly annotations: Record<string, string>;
    }[],
  ): Promise<Descriptor> {
    const tag = legacySignatureTag(this.subject.digest).replace(/sig$/, suffix);
    return this.pushManifest(
      {
        config: await this.pushBlob(MediaType.imageConfig, EMPTY_CONFIG),
        layers: await Promise.all(
          layers.map(async ({ mediaType, bytes, annotations }) => ({
            ...(await this.pushBlob(mediaType, bytes)),
            annotations,
          })),
        ),
      },
      tag,
    );
  }

  async pushBlob(mediaType: string, bytes: Buffer): Promise<Descriptor> {
    const descriptor = describeBytes(mediaType, bytes);
    await this.client.pushBlob(repository, descriptor, () =>
      Readable.from([bytes]),
    );
    return descriptor;
  }

  pushManifest(
    content: Readonly<Record<string, unknown>>,
    tag?: string,
  ): Promise<Descriptor> {
    const mediaType = MediaType.imageManifest;
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType, ...content }),
    );
    return this.client.pushManifest(
      repository,
      { mediaType, bytes },
      { ...(tag && { tag }) },
    );
  }
}
