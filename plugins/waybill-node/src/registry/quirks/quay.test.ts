import { useScriptedRegistries } from '../__testUtils__/ScriptedRegistry';
import { storeHandler } from '../__testUtils__/storeHandler';

describe('Quay', () => {
  const start = useScriptedRegistries();

  it('gives tags in pages of its own size, with a token for the next', async () => {
    const all = Array.from({ length: 250 }, (_, index) => `1.${index}.0`);
    const { client, repository, scripted } = await start(
      storeHandler((_, response, { pathname, searchParams }) => {
        const from = Number(searchParams.get('next_page') ?? 0);
        if (from + 100 < all.length)
          response.setHeader(
            'link',
            `<${pathname}?n=100&next_page=${from + 100}>; rel="next"`,
          );
        const tags = all.slice(from, from + 100);
        response.end(JSON.stringify({ name: 'models/iris', tags }));
        return true;
      }),
    );
    expect(await client.listTags(repository)).toEqual(all);
    expect(scripted.seen).toHaveLength(3);
  });

  it('says in its own words who may not', async () => {
    const { client, repository } = await start(
      storeHandler((_, response) => {
        response.writeHead(403, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ error: 'Permission denied', status: 403 }),
        );
        return true;
      }),
    );
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'DENIED',
      errors: [],
    });
  });
});
