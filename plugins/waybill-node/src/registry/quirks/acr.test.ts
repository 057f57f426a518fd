import { text } from 'node:stream/consumers';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { storeHandler } from '../__testUtils__/storeHandler';

describe('ACR', () => {
  const start = useScriptedRegistries();

  it('gives tokens by POST for the refresh token that az leaves in docker', async () => {
    const forms: Record<string, string>[] = [];
    const { client, repository } = await start(
      storeHandler((request, response, url) => {
        const { headers, method } = request;
        if (url.pathname === '/oauth2/token' && method === 'POST') {
          text(request).then(body => {
            forms.push(Object.fromEntries(new URLSearchParams(body)));
            response.end(JSON.stringify({ access_token: 't1' }));
          });
          return true;
        }
        if (headers.authorization === 'Bearer t1') return false;
        response.writeHead(401, {
          'www-authenticate': `Bearer realm="http://${headers.host}/oauth2/token",service="models.azurecr.io",scope="repository:models/iris:pull"`,
        });
        response.end();
        return true;
      }),
      {
        credentials: {
          find: async () => ({
            username: '00000000-0000-0000-0000-000000000000',
            password: '',
            identityToken: 'refresh',
          }),
        },
      },
    );
    await pushImage(client, repository, { tag: '1.0.0' });
    expect(forms[0]).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      client_id: 'waybill',
      service: 'models.azurecr.io',
      scope: 'repository:models/iris:pull',
    });
  });
});
