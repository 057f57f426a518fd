import { HttpRegistryClient } from '../HttpRegistryClient';
import { RegistryHttp } from '../RegistryHttp';
import { openRepository } from '../RepositoryWire';
import { DEFAULT_RETRY_POLICY } from '../retry';
import { pushImage } from '../__testUtils__/images';
import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { refuse, storeHandler } from '../__testUtils__/storeHandler';

const settings = { host: 'docker.io', plainHttp: false };

describe('Docker Hub', () => {
  const start = useScriptedRegistries();

  it('answers under another host, and keeps official images below library', () => {
    const http = new RegistryHttp(settings);
    expect(http.origin).toBe('https://registry-1.docker.io');
    const official = openRepository(http, { host: 'docker.io', path: 'nginx' });
    expect([official.base, official.pullScope, official.name]).toEqual([
      '/v2/library/nginx',
      'repository:library/nginx:pull',
      'docker.io/nginx',
    ]);
    const own = openRepository(http, { host: 'docker.io', path: 'me/iris' });
    expect(own.base).toBe('/v2/me/iris');
  });

  it.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])(
    'is one registry, also as %s, and lists no repositories',
    async host => {
      const client = new HttpRegistryClient([settings]);
      await expect(client.listRepositories(host)).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('name the repository'),
      });
    },
  );

  it('has its rate limits: it is asked again after the time that it says', async () => {
    const slept: number[] = [];
    let asked = 0;
    const { client, repository } = await start(
      storeHandler((_, response) => {
        asked += 1;
        if (asked > 1) return false;
        response.setHeader('retry-after', '3');
        return refuse(response, 429, 'TOOMANYREQUESTS');
      }),
      {
        retryPolicy: {
          ...DEFAULT_RETRY_POLICY,
          sleep: async ms => {
            slept.push(ms);
          },
        },
      },
    );
    expect(await client.listTags(repository)).toEqual([]);
    expect(slept).toEqual([3_000]);
  });

  it.each([true, false])(
    'has a referrers API at times: %s, which shows when it is asked',
    async hasReferrers => {
      const { client, repository, scripted } = await start(
        storeHandler(({ method }, response) => {
          if (hasReferrers && method === 'PUT')
            response.setHeader('oci-subject', `sha256:${'0'.repeat(64)}`);
          return false;
        }),
      );
      const { descriptor: subject } = await pushImage(client, repository);
      await pushImage(client, repository, { subject });
      const isTagWritten = scripted.seen.some(
        ({ method, url }) => method === 'PUT' && url.includes('/sha256-'),
      );
      expect(isTagWritten).toBe(!hasReferrers);
    },
  );
});
