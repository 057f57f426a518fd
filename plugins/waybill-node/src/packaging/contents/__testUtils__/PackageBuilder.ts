import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  MemoryRegistryClient,
  type RegistryClient,
  type RepositoryName,
} from '../../../registry';
import { describeBytes } from '../../../registry/__testUtils__/images';
import { tarOf } from './tarOf';

const KIT_TAR = 'application/vnd.kitops.modelkit.model.v1.tar';

export const REPOSITORY: RepositoryName = {
  host: 'registry.test',
  path: 'models/iris',
};

export interface LayerSpec {
  readonly mediaType?: string;
  readonly bytes: Buffer;
  readonly annotations?: Record<string, string>;
  /** What the manifest says where that is not the truth. */
  readonly size?: number;
}

/** Pushes packages of any shape. */
export class PackageBuilder {
  constructor(
    readonly client: RegistryClient = new MemoryRegistryClient(),
    readonly repository: RepositoryName = REPOSITORY,
  ) {}

  async pushBlob(mediaType: string, bytes: Buffer): Promise<Descriptor> {
    const descriptor = describeBytes(mediaType, bytes);
    await this.client.pushBlob(this.repository, descriptor, () =>
      Readable.from([bytes]),
    );
    return descriptor;
  }

  async push(options: {
    readonly artifactType?: string;
    readonly configType?: string;
    readonly config?: unknown;
    readonly layers: readonly LayerSpec[];
    readonly annotations?: unknown;
    readonly tag?: string;
  }): Promise<Descriptor> {
    const config = await this.pushBlob(
      options.configType ?? MediaType.empty,
      Buffer.from(JSON.stringify(options.config ?? {})),
    );
    const layers: Descriptor[] = [];
    for (const layer of options.layers) {
      const { mediaType = MediaType.imageLayerTar, bytes, size } = layer;
      layers.push({
        ...(await this.pushBlob(mediaType, bytes)),
        ...(size === undefined ? {} : { size }),
        ...(layer.annotations ? { annotations: layer.annotations } : {}),
      });
    }
    return this.pushManifest(
      {
        schemaVersion: 2,
        mediaType: MediaType.imageManifest,
        ...(options.artifactType ? { artifactType: options.artifactType } : {}),
        config,
        layers,
        ...(options.annotations ? { annotations: options.annotations } : {}),
      },
      { tag: options.tag },
    );
  }

  /** An image with the files of a model. */
  pushModelcar(
    layers: readonly (Buffer | LayerSpec)[],
    config?: unknown,
  ): Promise<Descriptor> {
    return this.push({
      configType: MediaType.imageConfig,
      config,
      layers: layers.map(layer =>
        Buffer.isBuffer(layer) ? { bytes: layer } : layer,
      ),
    });
  }

  /** A ModelKit of a model, in it or in another one, and a document `<name>.md`. */
  async pushKit(
    name: string,
    model: { readonly path: string },
    tag: string,
  ): Promise<Descriptor> {
    const layers: LayerSpec[] = [];
    const pushLayer = async (file: string) => {
      const bytes = await tarOf([{ name: file, content: name }]);
      layers.push({ mediaType: KIT_TAR, bytes });
      return (await this.pushBlob(KIT_TAR, bytes)).digest;
    };
    const isElsewhere = model.path.includes(this.repository.host);
    return this.push({
      artifactType: MediaType.kitopsManifest,
      configType: MediaType.kitopsConfig,
      config: {
        manifestVersion: '1.0.0',
        package: { name },
        model: isElsewhere
          ? model
          : { ...model, digest: await pushLayer(model.path) },
        docs: [{ path: `${name}.md`, digest: await pushLayer(`${name}.md`) }],
      },
      layers,
      tag,
    });
  }

  pushManifest(
    value: unknown,
    options: { readonly tag?: string; readonly mediaType?: string } = {},
  ): Promise<Descriptor> {
    return this.client.pushManifest(
      this.repository,
      {
        mediaType: options.mediaType ?? MediaType.imageManifest,
        bytes: Buffer.isBuffer(value)
          ? value
          : Buffer.from(JSON.stringify(value)),
      },
      options.tag ? { tag: options.tag } : {},
    );
  }

  /** Pushes what another tool has written. */
  async pushGolden(
    name: 'modelkit' | 'kit-modelpack' | 'modctl-modelpack',
    tag?: string,
  ): Promise<Descriptor> {
    const folder = path.join(__dirname, '..', '__fixtures__', name);
    for (const file of await readdir(path.join(folder, 'blobs')))
      await this.pushBlob(
        'application/octet-stream',
        await readFile(path.join(folder, 'blobs', file)),
      );
    return this.pushManifest(
      await readFile(path.join(folder, 'manifest.json')),
      { tag },
    );
  }
}
