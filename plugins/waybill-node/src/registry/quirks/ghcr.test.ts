import { readerOf } from '../ByteReader';
import { Readable } from 'node:stream';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { pushImage, readAll } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import {
  refuse,
  storeHandler,
  type Quirk,
} from '../__testUtils__/storeHandler';
import { needsMonolithicUpload } from './monolithicUpload';

const content = Buffer.alloc(5 * 1024 * 1024, 'w');
const blob = {
  mediaType: MediaType.imageLayerTar,
  sizeBytes: content.length,
  open: () => readerOf(Readable.from([content])),
};

/** It answers a PATCH of more than 4 MiB with 416. */
const refusesLargePatches: Quirk = ({ method, headers }, response) =>
  method === 'PATCH' &&
  Number(headers['content-length'] ?? Infinity) > 4 * 1024 * 1024 &&
  refuse(response, 416, 'BLOB_UPLOAD_INVALID');

describe('GHCR', () => {
  const start = useScriptedRegistries();

  it('is known by its name to take a blob in one request only', () => {
    expect(needsMonolithicUpload({ host: 'ghcr.io', plainHttp: false })).toBe(
      true,
    );
  });

  it('gets a blob in one PUT, with the digest known before', async () => {
    const { client, repository, scripted } = await start(
      storeHandler(refusesLargePatches),
      { monolithicUploads: true },
    );
    const descriptor = await client.pushStream(repository, blob);
    const stored = await readAll(
      await client.fetchBlob(repository, descriptor),
    );
    expect(stored.equals(content)).toBe(true);
    const methods = scripted.seen.map(({ method }) => method);
    expect(methods).not.toContain('PATCH');
  });

  it('gets the blob in one PUT after its 416, where nobody knew it by its name', async () => {
    const { client, repository, scripted } = await start(
      storeHandler(refusesLargePatches),
    );
    const descriptor = await client.pushStream(repository, blob);
    expect(await client.hasBlob(repository, descriptor.digest)).toBe(true);
    const methods = scripted.seen.map(({ method }) => method);
    expect(methods.filter(method => method === 'PATCH')).toHaveLength(1);
    expect(methods).toContain('PUT');
  });

  it('has no referrers API: it answers it with a page', async () => {
    const { client, repository } = await start(
      storeHandler((_, response, { pathname }) => {
        if (!pathname.includes('/referrers/')) return false;
        response.writeHead(404, { 'content-type': 'text/plain' });
        response.end('404 page not found\n');
        return true;
      }),
    );
    const { descriptor: subject } = await pushImage(client, repository);
    const { descriptor } = await pushImage(client, repository, { subject });
    const listed = await client.listReferrers(repository, subject.digest);
    expect(listed.map(({ digest }) => digest)).toEqual([descriptor.digest]);
  });
});
