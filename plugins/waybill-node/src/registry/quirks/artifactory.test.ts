import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { storeHandler } from '../__testUtils__/storeHandler';

describe('Artifactory', () => {
  const start = useScriptedRegistries();

  it('names the next page by its own path and host: its query is what counts', async () => {
    const { client, repository, scripted } = await start(
      storeHandler((_, response, { searchParams }) => {
        const isFirst = !searchParams.has('last');
        if (isFirst)
          response.setHeader(
            'link',
            '<http://10.0.0.7:8081/artifactory/api/docker/local/v2/models/iris/tags/list?last=1.1.0&n=2>; rel="next"',
          );
        const tags = isFirst ? ['1.0.0', '1.1.0'] : ['1.2.0'];
        response.end(JSON.stringify({ tags }));
        return true;
      }),
    );
    expect(await client.listTags(repository)).toEqual([
      '1.0.0',
      '1.1.0',
      '1.2.0',
    ]);
    expect(scripted.seen[1].url).toBe(
      '/v2/models/iris/tags/list?last=1.1.0&n=2',
    );
  });

  it('asks for a password and names a token server beside it: either will do', async () => {
    const basic = `Basic ${Buffer.from('me:key').toString('base64')}`;
    const { client, repository } = await start(
      storeHandler(({ headers }, response) => {
        if (headers.authorization === basic) return false;
        response.writeHead(401, {
          'www-authenticate': 'Basic realm="Artifactory Realm"',
        });
        response.end();
        return true;
      }),
      { username: 'me', password: 'key' },
    );
    expect(await client.listTags(repository)).toEqual([]);
  });
});

describe('Nexus', () => {
  const start = useScriptedRegistries();

  it('answers what it does not know with a page, also with 200', async () => {
    const { client, repository } = await start(
      storeHandler((_, response, { pathname }) => {
        if (!pathname.includes('/referrers/')) return false;
        response.setHeader('content-type', 'text/html');
        response.end('<!DOCTYPE html><title>Nexus Repository</title>');
        return true;
      }),
    );
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(await client.listReferrers(repository, digest)).toEqual([]);
  });
});
