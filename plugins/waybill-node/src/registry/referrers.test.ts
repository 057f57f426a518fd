import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { digestOfBytes } from './manifestBytes';
import {
  useScriptedRegistries,
  type Handler,
} from './__testUtils__/ScriptedRegistry';

const subject = digestOfBytes(Buffer.from('subject'));

function referrer(
  name: string,
  artifactType = 'application/vnd.a',
): Descriptor {
  return {
    mediaType: MediaType.imageManifest,
    digest: digestOfBytes(Buffer.from(name)),
    size: name.length,
    artifactType,
  };
}

function indexOf(manifests: readonly unknown[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MediaType.imageIndex,
    manifests,
  });
}

describe('listReferrers', () => {
  const start = useScriptedRegistries();

  it('follows the pages of the list', async () => {
    const pages = [[referrer('a'), referrer('b')], [referrer('c')], []];
    const { client, repository } = await start((request, response) => {
      const page = Number(request.url?.match(/page=(\d)/)?.[1] ?? 0);
      response.setHeader('content-type', MediaType.imageIndex);
      if (page < 2)
        response.setHeader(
          'link',
          `</v2/models/iris/referrers/${subject}?page=${page + 1}>; rel="next"`,
        );
      response.end(indexOf(pages[page]));
    });
    expect(await client.listReferrers(repository, subject)).toEqual(
      pages.flat(),
    );
  });

  it.each([
    ['names itself as the next page', () => 'same'],
    ['has a next page for ever', (count: number) => `p${count}`],
  ])('ends with a registry that %s', async (_, next) => {
    const { client, scripted, repository } = await start(
      (_request, response, seen) => {
        response.setHeader('content-type', MediaType.imageIndex);
        response.setHeader(
          'link',
          `</v2/models/iris/referrers/${subject}?${next(
            seen.length,
          )}>; rel=next`,
        );
        response.end(indexOf([referrer('a')]));
      },
    );
    await expect(
      client.listReferrers(repository, subject),
    ).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining(subject),
    });
    expect(scripted.seen.length).toBeLessThanOrEqual(100);
  });

  it('takes one type out of all, so that the registry need not know the types', async () => {
    const { client, scripted, repository } = await start((_, response) => {
      response.setHeader('content-type', MediaType.imageIndex);
      response.end(indexOf([referrer('a', 'x/a'), referrer('b', 'x/b')]));
    });
    expect(
      await client.listReferrers(repository, subject, { artifactType: 'x/b' }),
    ).toEqual([referrer('b', 'x/b')]);
    expect(scripted.seen[0].url).not.toContain('?');
  });

  it('leaves out what is no descriptor', async () => {
    const { client, repository } = await start((_, response) => {
      response.setHeader('content-type', MediaType.imageIndex);
      response.end(
        indexOf([
          null,
          'text',
          { ...referrer('a'), digest: 'sha256:../../etc' },
          { ...referrer('a'), size: 'large' },
          { ...referrer('a'), mediaType: undefined },
          referrer('good'),
        ]),
      );
    });
    expect(await client.listReferrers(repository, subject)).toEqual([
      referrer('good'),
    ]);
  });

  describe('where the registry has no such API', () => {
    const noApi: [string, Handler][] = [
      [
        '404',
        (_, response) => response.writeHead(404).end('404 page not found'),
      ],
      ['405', (_, response) => response.writeHead(405).end()],
      [
        'a page of its own',
        (_, response) => response.end('<html>hello</html>'),
      ],
      ['something that is no index', (_, response) => response.end('{}')],
    ];

    const answerTag =
      (handler: Handler, tag: Handler): Handler =>
      (request, response, seen) =>
        request.url?.includes('/referrers/')
          ? handler(request, response, seen)
          : tag(request, response, seen);

    it.each(noApi)('reads the fallback tag after %s', async (_, handler) => {
      const { client, scripted, repository } = await start(
        answerTag(handler, (_request, response) => {
          response.setHeader('content-type', MediaType.imageIndex);
          response.end(indexOf([referrer('a')]));
        }),
      );
      expect(await client.listReferrers(repository, subject)).toEqual([
        referrer('a'),
      ]);
      expect(scripted.seen.at(-1)?.url).toBe(
        `/v2/models/iris/manifests/${subject.replace(':', '-')}`,
      );
    });

    it('does not ask for the API again', async () => {
      const { client, scripted, repository } = await start(
        answerTag(noApi[0][1], (_request, response) => {
          response.setHeader('content-type', MediaType.imageIndex);
          response.end(indexOf([referrer('a')]));
        }),
      );
      await client.listReferrers(repository, subject);
      const other = digestOfBytes(Buffer.from('other subject'));
      expect(await client.listReferrers(repository, other)).toHaveLength(1);
      expect(scripted.seen.map(({ url }) => url.split('/').at(-2))).toEqual([
        'referrers',
        'manifests',
        'manifests',
      ]);
    });

    it('asks again where only the repository was not there yet', async () => {
      const { client, scripted, repository } = await start((_, response) =>
        response
          .writeHead(404)
          .end('{"errors":[{"code":"NAME_UNKNOWN","message":"unknown"}]}'),
      );
      await client.listReferrers(repository, subject);
      await client.listReferrers(repository, subject);
      expect(
        scripted.seen.filter(({ url }) => url.includes('/referrers/')),
      ).toHaveLength(2);
    });

    it('reads the list that cosign keeps, which has no annotations', async () => {
      const list = await readFile(
        path.join(
          __dirname,
          '../signing/__fixtures__/cosign/fallback-index.json',
        ),
      );
      const { client, repository } = await start(
        answerTag(noApi[0][1], (_, response) => {
          response.setHeader('content-type', MediaType.imageIndex);
          response.end(list);
        }),
      );
      const listed = await client.listReferrers(repository, subject, {
        artifactType: MediaType.sigstoreBundleV03,
      });
      expect(listed).toEqual(JSON.parse(list.toString()).manifests);
      expect(listed.length).toBeGreaterThan(0);
    });

    it('lists nothing where there is no tag either', async () => {
      const { client, repository } = await start((_, response) =>
        response.writeHead(404).end(),
      );
      expect(await client.listReferrers(repository, subject)).toEqual([]);
    });

    it('fails where the registry is down, and does not call it nothing', async () => {
      const { client, repository } = await start(
        answerTag(noApi[0][1], (_, response) => response.writeHead(503).end()),
      );
      await expect(
        client.listReferrers(repository, subject),
      ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });
  });
});
