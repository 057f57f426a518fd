import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../RegistryClient';

export function describeBytes(mediaType: string, bytes: Buffer): Descriptor {
  return {
    mediaType,
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  };
}

export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Pushes a small image and gives its manifest. */
export async function pushImage(
  client: RegistryClient,
  repository: RepositoryName,
  options: {
    tag?: string;
    subject?: Descriptor;
    artifactType?: string;
    content?: Buffer;
    signal?: AbortSignal;
  } = {},
): Promise<{ descriptor: Descriptor; layer: Descriptor; content: Buffer }> {
  const content = options.content ?? randomBytes(64);
  const layer = describeBytes(MediaType.imageLayerTar, content);
  const configBytes = Buffer.from('{}');
  const config = describeBytes(MediaType.empty, configBytes);
  await client.pushBlob(repository, layer, () => Readable.from([content]));
  await client.pushBlob(repository, config, () => Readable.from([configBytes]));
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    artifactType: options.artifactType ?? 'application/vnd.example.test',
    config,
    layers: [layer],
    ...(options.subject ? { subject: options.subject } : {}),
    annotations: { 'dev.example.note': 'one' },
  };
  const descriptor = await client.pushManifest(
    repository,
    {
      mediaType: manifest.mediaType,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    { tag: options.tag, signal: options.signal },
  );
  return { descriptor, layer, content };
}
