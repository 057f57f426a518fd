import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import {
  refuse,
  storeHandler,
  type Quirk,
} from '../__testUtils__/storeHandler';

describe('zot', () => {
  const start = useScriptedRegistries();

  it('lists referrers by itself, so no fallback tag is written', async () => {
    const keepsReferrers: Quirk = ({ method }, response, { pathname }) => {
      if (method === 'PUT' && pathname.includes('/manifests/'))
        response.setHeader('oci-subject', `sha256:${'0'.repeat(64)}`);
      return false;
    };
    const { client, repository } = await start(storeHandler(keepsReferrers));
    const { descriptor: subject } = await pushImage(client, repository);
    await pushImage(client, repository, { subject, tag: 'attached' });
    expect(await client.listTags(repository)).toEqual(['attached']);
  });

  it("takes no docker media types unless it is told to: ours are OCI's", async () => {
    const types: (string | undefined)[] = [];
    const refusesDocker: Quirk = ({ method, headers }, response, url) => {
      if (method !== 'PUT' || !url.pathname.includes('/manifests/'))
        return false;
      types.push(headers['content-type']);
      return (
        Boolean(headers['content-type']?.includes('docker')) &&
        refuse(response, 415, 'MANIFEST_INVALID')
      );
    };
    const { client, repository } = await start(storeHandler(refusesDocker));
    await pushImage(client, repository, { tag: '1.0.0' });
    expect(types).toEqual([MediaType.imageManifest]);
    await expect(
      client.pushManifest(repository, {
        mediaType: MediaType.dockerManifest,
        bytes: Buffer.from('{}'),
      }),
    ).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('MANIFEST_INVALID'),
    });
  });
});
