import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { DIGEST, REPOSITORY } from '../__testUtils__/goldenObjects';
import { startWaybill } from '../__testUtils__/startWaybill';

describe('routes of registries', () => {
  let waybill: Awaited<ReturnType<typeof startWaybill>>;
  afterEach(() => waybill.stop());

  const start = async (
    features: Parameters<typeof startWaybill>[0] = [],
    tags: readonly string[] = [],
  ) => {
    waybill = await startWaybill(features, undefined, async ({ packages }) => {
      tags.forEach(tag => packages.tags.set(tag, DIGEST));
    });
    return waybill.server;
  };

  const getTags = (
    server: Parameters<typeof request>[0],
    repository?: string,
  ) => request(server).get('/api/waybill/tags').query({ repository });

  it('tells where packages may be and what forms start with', async () => {
    const { body } = await request(await start()).get(
      '/api/waybill/registries',
    );
    expect(body).toEqual({ items: [], defaults: {} });
  });

  it('tells the versions of a repository, the newest first', async () => {
    const server = await start(
      [],
      ['1.10.0', '1.9.0', `sha256-${'a'.repeat(64)}.sig`, 'main'],
    );
    const { status, body } = await getTags(server, REPOSITORY);
    expect([status, body]).toEqual([
      200,
      {
        repository: REPOSITORY,
        tags: ['1.10.0', '1.9.0', '1.0.0', 'main'],
        total: 4,
      },
    ]);
  });

  it('asks the registry once while somebody types', async () => {
    const server = await start();
    await getTags(server, REPOSITORY);
    waybill.packages.calls.length = 0;
    await Promise.all([
      getTags(server, REPOSITORY),
      getTags(server, REPOSITORY),
    ]);
    expect(waybill.packages.calls).not.toContain('listTags');
  });

  it.each([
    ['none', undefined, 'repository'],
    ['what is no repository', 'iris', 'give the registry as well'],
    ['a tag', `${REPOSITORY}:1.0.0`, 'leave out the tag'],
    [
      'a registry that is not configured',
      'unknown.example.com/models/iris',
      'not in waybill.registries',
    ],
  ])('refuses %s', async (_, repository, message) => {
    const { status, body } = await getTags(await start(), repository);
    expect([status, body.error.message]).toEqual([
      400,
      expect.stringContaining(message),
    ]);
  });

  it('asks no registry for who may not', async () => {
    const server = await start([
      mockServices.permissions.mock({
        authorize: async ([{ permission }]) => [
          {
            result:
              permission.name === 'waybill.repository.read'
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          },
        ],
      }).factory,
    ]);
    waybill.packages.calls.length = 0;
    const { status } = await getTags(server, 'registry.example.com/a/b');
    expect(status).toBe(403);
    expect(waybill.packages.calls).not.toContain('listTags');
  });
});
