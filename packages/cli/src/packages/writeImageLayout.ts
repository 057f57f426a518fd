import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  PackagePlan,
  PlannedBlob,
} from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../errors/CliError';

/**
 * Writes a package as an OCI image layout (image-spec v1.1.1) into a folder that is empty or not there. Its index comes
 * last: a folder without one is no layout, whatever interrupted the writing.
 *
 * @throws CliError `OUTPUT_NOT_EMPTY`; PackagingError `FILE_CHANGED`
 */
export async function writeImageLayout(
  plan: PackagePlan,
  directory: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0)
    throw new CliError({
      code: 'OUTPUT_NOT_EMPTY',
      message: `The folder ${directory} is not empty: give one that is, or that is not there yet.`,
    });
  try {
    const images = plan.index?.images ?? [plan];
    for (const blob of [...plan.layers, ...images.map(({ config }) => config)])
      await writeBlob(directory, blob, signal);
    for (const image of images)
      await writeManifest(directory, image.descriptor, image.manifestBytes);
    if (plan.index)
      await writeManifest(directory, plan.descriptor, plan.index.bytes);
    await writeFile(
      path.join(directory, 'oci-layout'),
      JSON.stringify({ imageLayoutVersion: '1.0.0' }),
    );
    await writeFile(
      path.join(directory, 'index.json'),
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MediaType.imageIndex,
        manifests: [plan.descriptor],
      }),
    );
  } catch (error) {
    // The folder was empty or not there before: what is in it is ours.
    for (const name of ['blobs', 'oci-layout', 'index.json'])
      await rm(path.join(directory, name), { recursive: true, force: true });
    throw error;
  }
}

async function writeManifest(
  directory: string,
  { digest }: Descriptor,
  bytes: Buffer,
): Promise<void> {
  await writeFile(blobFile(directory, digest), bytes);
}

async function writeBlob(
  directory: string,
  { descriptor, open }: PlannedBlob,
  signal: AbortSignal,
): Promise<void> {
  const file = blobFile(directory, descriptor.digest);
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.part`;
  await pipeline(open(), createWriteStream(draft), { signal });
  await rename(draft, file);
}

function blobFile(directory: string, digest: string): string {
  return path.join(directory, 'blobs', ...digest.split(':'));
}
