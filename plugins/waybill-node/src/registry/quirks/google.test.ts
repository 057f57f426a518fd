import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { storeHandler } from '../__testUtils__/storeHandler';
import { needsMonolithicUpload } from './monolithicUpload';

describe('Artifact Registry and Container Registry of Google', () => {
  const start = useScriptedRegistries();

  it.each([
    ['europe-west3-docker.pkg.dev', true],
    ['gcr.io', true],
    ['eu.gcr.io', true],
    ['pkg.dev.example.com', false],
    ['notgcr.io', false],
  ])('take no chunks; is %s one of them? %s', (host, isGoogle) => {
    expect(needsMonolithicUpload({ host, plainHttp: false })).toBe(isGoogle);
  });

  it('can be told otherwise', () => {
    const host = 'gcr.io';
    expect(
      needsMonolithicUpload({
        host,
        plainHttp: false,
        monolithicUploads: false,
      }),
    ).toBe(false);
  });

  it.each([
    ['oauth2accesstoken', 'ya29.token'],
    ['_json_key', '{"type":"service_account","private_key":"-----\\nA:B\\n"}'],
  ])('sign %s in with whatever is its password', async (username, password) => {
    const tokens: (string | undefined)[] = [];
    const { client, repository } = await start(
      storeHandler(({ headers }, response, url) => {
        if (url.pathname === '/v2/token') {
          tokens.push(headers.authorization);
          response.end(JSON.stringify({ token: 't1', expires_in: 3600 }));
          return true;
        }
        if (headers.authorization === 'Bearer t1') return false;
        response.writeHead(401, {
          'www-authenticate': `Bearer realm="http://${headers.host}/v2/token",service="${headers.host}"`,
        });
        response.end();
        return true;
      }),
      { username, password },
    );
    await pushImage(client, repository, { tag: '1.0.0' });
    const { descriptor } = await client.fetchManifest(repository, '1.0.0');
    expect(descriptor.mediaType).toBe(MediaType.imageManifest);
    const sent = tokens.map(token =>
      Buffer.from(token?.slice('Basic '.length) ?? '', 'base64').toString(),
    );
    expect(new Set(sent)).toEqual(new Set([`${username}:${password}`]));
  });
});
