import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  HttpRegistryClient,
  loadSigner,
  signPackage,
} from '@waybill/backstage-plugin-waybill-node';
import { eachBounded } from './eachBounded';

export const REPOSITORY_PATH = 'bench/signed';
const AT_A_TIME = 8;

/** Pushes so many small images and signs each in both forms. @returns their digests */
export async function pushSignedDigests(options: {
  readonly host: string;
  readonly count: number;
  readonly privateKeyPem: string;
  readonly signal: AbortSignal;
}): Promise<string[]> {
  const { host, count, privateKeyPem, signal } = options;
  const client = new HttpRegistryClient([{ host, plainHttp: true }]);
  const repository = { host, path: REPOSITORY_PATH };
  const signer = await loadSigner({ keyName: 'bench', privateKeyPem });
  const config = Buffer.from('{}');
  const configDescriptor = describe(MediaType.empty, config);
  await client.pushBlob(
    repository,
    configDescriptor,
    () => Readable.from([config]),
    { signal },
  );
  const digests: string[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index);
  await eachBounded(numbers, AT_A_TIME, async number => {
    const descriptor = await client.pushManifest(
      repository,
      {
        mediaType: MediaType.imageManifest,
        bytes: Buffer.from(
          JSON.stringify({
            schemaVersion: 2,
            mediaType: MediaType.imageManifest,
            config: configDescriptor,
            layers: [configDescriptor],
            annotations: { 'dev.example.number': String(number) },
          }),
        ),
      },
      { signal },
    );
    await signPackage({
      client,
      repository,
      descriptor,
      signer,
      now: new Date(),
      signal,
      // nobody else writes here
      settle: async () => {},
    });
    digests.push(descriptor.digest);
  });
  return digests;
}

function describe(mediaType: string, bytes: Buffer): Descriptor {
  const hex = createHash('sha256').update(bytes).digest('hex');
  return { mediaType, size: bytes.length, digest: `sha256:${hex}` };
}
