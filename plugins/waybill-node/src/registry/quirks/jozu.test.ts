import {
  MediaType,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { Readable } from 'node:stream';
import { describeBytes } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { storeHandler } from '../__testUtils__/storeHandler';

describe('Jozu Hub', () => {
  const start = useScriptedRegistries();

  it('keeps ModelKits under the media types of KitOps, in and out', async () => {
    const { client, repository } = await start(storeHandler());
    const config = Buffer.from('{"manifestVersion":"1.0.0"}');
    const descriptor = describeBytes(MediaType.kitopsConfig, config);
    await client.pushBlob(repository, descriptor, () =>
      Readable.from([config]),
    );
    const manifest: Manifest = {
      schemaVersion: 2,
      mediaType: MediaType.imageManifest,
      artifactType: MediaType.kitopsManifest,
      config: descriptor,
      layers: [],
    };
    const bytes = Buffer.from(JSON.stringify(manifest));
    await client.pushManifest(
      repository,
      { mediaType: manifest.mediaType, bytes },
      { tag: '1.0.0' },
    );
    const read = await client.fetchManifest(repository, '1.0.0');
    expect(JSON.parse(read.bytes.toString())).toEqual(manifest);
  });

  it('sends its clients elsewhere for blobs', async () => {
    const content = Buffer.from('weights');
    const { client, repository, scripted } = await start(
      storeHandler((_, response, { pathname }) => {
        if (pathname === '/elsewhere') response.end(content);
        else if (pathname.includes('/blobs/'))
          response.writeHead(307, { location: '/elsewhere?sig=s' }).end();
        else return false;
        return true;
      }),
    );
    const layer = describeBytes(MediaType.imageLayerTar, content);
    const stream = await client.fetchBlob(repository, layer);
    expect(await stream.toArray()).toEqual([content]);
    expect(scripted.seen.at(-1)?.url).toBe('/elsewhere?sig=s');
  });
});
