import { HttpRegistryClient } from './HttpRegistryClient';
import { useScriptedRegistries } from './__testUtils__/ScriptedRegistry';

describe('HttpRegistryClient', () => {
  const start = useScriptedRegistries();

  it('talks to no host that is not configured, and says where to add it', async () => {
    const client = new HttpRegistryClient([]);
    await expect(
      client.listTags({ host: 'evil.example.com', path: 'a' }),
    ).rejects.toMatchObject({
      code: 'REGISTRY_NOT_CONFIGURED',
      message: expect.stringContaining('waybill.registries'),
    });
  });

  it.each([429, 500, 503])(
    'tries again after a %s and then succeeds',
    async status => {
      const { client, scripted, repository } = await start(
        (_, response, seen) => {
          if (seen.length < 3)
            response.writeHead(status, { 'retry-after': '1' });
          response.end(JSON.stringify({ tags: ['1.0.0'] }));
        },
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(scripted.seen).toHaveLength(3);
    },
  );

  it('does not try again what the registry refuses', async () => {
    const { client, scripted, repository } = await start((_, response) => {
      response.writeHead(403);
      response.end('<html>no</html>');
    });
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'DENIED',
      isRetryable: false,
    });
    expect(scripted.seen).toHaveLength(1);
  });

  it('follows the pages of a list of tags, and not off the registry', async () => {
    const { client, scripted, repository } = await start(
      (request, response) => {
        const isFirst = !request.url?.includes('last=');
        if (isFirst)
          response.setHeader(
            'link',
            '<http://evil.example.com/v2/models/iris/tags/list?last=b&n=2>; rel="next"',
          );
        response.end(JSON.stringify({ tags: isFirst ? ['a', 'b'] : ['c'] }));
      },
    );
    expect(await client.listTags(repository)).toEqual(['a', 'b', 'c']);
    expect(scripted.seen).toHaveLength(2);
  });

  it('stops when it is told to', async () => {
    const { client, repository } = await start(() => {});
    const controller = new AbortController();
    const listing = client.listTags(repository, {
      signal: controller.signal,
    });
    controller.abort(new Error('cancelled by the user'));
    await expect(listing).rejects.toThrow('cancelled by the user');
  });
});
