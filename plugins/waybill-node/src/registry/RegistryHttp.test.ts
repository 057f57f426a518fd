import { DEFAULT_RETRY_POLICY } from './retry';
import { useScriptedRegistries } from './__testUtils__/ScriptedRegistry';
import { tls } from './__testUtils__/tls';

const tags = JSON.stringify({ tags: ['1.0.0'] });

describe('RegistryHttp', () => {
  const start = useScriptedRegistries();

  it.each<[string, () => string, [number, number]]>([
    ['a number of seconds', () => '7', [7_000, 7_000]],
    // a date has no milliseconds, and time goes by until it is read
    [
      'a date',
      () => new Date(Date.now() + 9_000).toUTCString(),
      [1_000, 9_000],
    ],
    ['more than anybody waits', () => '86400', [10_000, 10_000]],
    ['nothing that makes sense', () => 'later', [250, 250]],
  ])(
    'waits as long as Retry-After asks when it is %s',
    async (_, retryAfter, [leastMs, mostMs]) => {
      const slept: number[] = [];
      const { client, repository } = await start(
        (_request, response, seen) => {
          if (seen.length === 1)
            response.writeHead(429, { 'retry-after': retryAfter() }).end();
          else response.end(tags);
        },
        {
          retryPolicy: {
            ...DEFAULT_RETRY_POLICY,
            random: () => 1,
            sleep: async ms => {
              slept.push(ms);
            },
          },
        },
      );
      expect(await client.listTags(repository)).toEqual(['1.0.0']);
      expect(slept).toHaveLength(1);
      expect(slept[0]).toBeGreaterThanOrEqual(leastMs);
      expect(slept[0]).toBeLessThanOrEqual(mostMs);
    },
  );

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController();
    const { client, repository } = await start(
      (_, response) => {
        response.writeHead(503, { 'retry-after': '9' }).end();
        controller.abort(new Error('cancelled by the user'));
      },
      { retryPolicy: DEFAULT_RETRY_POLICY },
    );
    await expect(
      client.listTags(repository, { signal: controller.signal }),
    ).rejects.toThrow('cancelled by the user');
  });

  it('asks again for an answer that breaks off', async () => {
    const { client, scripted, repository } = await start(
      (_, response, seen) => {
        if (seen.length > 1) {
          response.end(tags);
          return;
        }
        response.writeHead(200, { 'content-length': '100' });
        response.write(tags, () => response.destroy());
      },
    );
    expect(await client.listTags(repository)).toEqual(['1.0.0']);
    expect(scripted.seen).toHaveLength(2);
  });

  it('gives up on a registry that is down, and says what to check', async () => {
    const { client, scripted, repository } = await start(() => {});
    await scripted.stop();
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      isRetryable: true,
      message: expect.stringMatching(
        /^The registry 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)\. .*waybill\.registries/,
      ),
    });
  });

  it('does not try again where the certificate is not trusted', async () => {
    let slept = 0;
    const { client, repository } = await start(
      (_, response) => response.end(tags),
      {
        tls,
        retryPolicy: {
          ...DEFAULT_RETRY_POLICY,
          sleep: async () => {
            slept += 1;
          },
        },
      },
    );
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      isRetryable: false,
      message: expect.stringContaining('caFile'),
    });
    expect(slept).toBe(0);
  });

  it('hints at plainHttp where the registry speaks no TLS', async () => {
    const { client, repository } = await start(
      (_, response) => response.end(),
      {
        plainHttp: false,
      },
    );
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('plainHttp'),
    });
  });

  it('ends when the registry redirects for ever', async () => {
    const { client, scripted, repository } = await start((request, response) =>
      response.writeHead(302, { location: `${request.url}&again` }).end(),
    );
    await expect(client.listTags(repository)).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
    });
    expect(scripted.seen.length).toBeLessThan(10);
  });

  it('shows no more of an error than helps', async () => {
    const { client, repository } = await start((_, response) => {
      response.writeHead(400);
      response.end(
        JSON.stringify({
          errors: Array.from({ length: 20 }, () => ({
            code: 'NAME_INVALID',
            message: 'x'.repeat(350),
          })),
        }),
      );
    });
    const error = await client.listTags(repository).catch(e => e);
    expect(error).toMatchObject({ code: 'REFUSED', status: 400 });
    expect(error.errors).toHaveLength(5);
    expect(error.message.length).toBeLessThan(2_000);
  });

  it('lets no name out of the repository that it was given', async () => {
    const { client, scripted, repository } = await start((_, response) =>
      response.end('{}'),
    );
    const digest = `sha256:${'0'.repeat(64)}`;
    const evil = { mediaType: 'a/b', size: 1, digest: 'sha256:../../../etc' };
    await expect(client.fetchBlob(repository, evil)).rejects.toMatchObject({
      code: 'INVALID_DIGEST',
    });
    await expect(
      client.fetchManifest(repository, '../../other/manifests/1.0.0'),
    ).rejects.toMatchObject({ code: 'INVALID_TAG' });
    await expect(
      client.listReferrers(repository, `${digest}?x`),
    ).rejects.toMatchObject({ code: 'INVALID_DIGEST' });
    await expect(
      client.listTags({ ...repository, path: '../_catalog' }),
    ).rejects.toMatchObject({ code: 'INVALID_PATH' });
    expect(scripted.seen).toEqual([]);
  });

  describe('where the registry marks its answers', () => {
    it('asks whether they are still so, and is spared them', async () => {
      let etag = '"a"';
      const asked: (string | undefined)[] = [];
      const { client, repository } = await start((request, response) => {
        asked.push(request.headers['if-none-match']);
        response.setHeader('etag', etag);
        if (request.headers['if-none-match'] === etag)
          response.writeHead(304).end();
        else response.end(JSON.stringify({ tags: [`of-${etag[1]}`] }));
      });
      expect(await client.listTags(repository)).toEqual(['of-a']);
      expect(await client.listTags(repository)).toEqual(['of-a']);
      etag = '"b"';
      expect(await client.listTags(repository)).toEqual(['of-b']);
      expect(await client.listTags(repository)).toEqual(['of-b']);
      expect(asked).toEqual([undefined, '"a"', '"a"', '"b"']);
    });

    it('uses the answers of one repository for no other', async () => {
      const { client, repository } = await start((request, response) => {
        response.setHeader('etag', '"same"');
        const isKnown = request.headers['if-none-match'] === '"same"';
        response
          .writeHead(isKnown ? 304 : 200)
          .end(isKnown ? undefined : JSON.stringify({ tags: ['x'] }));
      });
      await client.listTags(repository);
      const other = { ...repository, path: 'models/other' };
      expect(await client.listTags(other)).toEqual(['x']);
    });

    it('sends no mark that is none', async () => {
      const { client, scripted, repository } = await start(
        (request, response) => {
          expect(request.headers['if-none-match']).toBeUndefined();
          response.setHeader('etag', 'no quotes, and more');
          response.end(tags);
        },
      );
      await client.listTags(repository);
      await client.listTags(repository);
      expect(scripted.seen).toHaveLength(2);
    });

    it('does not take "not changed" for an answer to what it does not know', async () => {
      const { client, repository } = await start((_, response) =>
        response.writeHead(304).end(),
      );
      await expect(client.listTags(repository)).rejects.toMatchObject({
        status: 304,
      });
    });
  });
});
