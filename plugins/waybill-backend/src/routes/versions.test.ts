import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  parseKitfile,
  parseRepository,
  type VersionComparison,
  type VersionContents,
} from '@waybill/backstage-plugin-waybill-common';
import {
  layoutModelcar,
  layoutModelKit,
  publishPackage,
  type FileTree,
  type PackageLayout,
} from '@waybill/backstage-plugin-waybill-node';
import request from 'supertest';
import { REPOSITORY } from '../__testUtils__/goldenObjects';
import { startWaybill } from '../__testUtils__/startWaybill';

const MODEL = '/api/waybill/models/resource/default/iris';

function treeOf(files: Readonly<Record<string, string>>): FileTree {
  return {
    name: 'a test',
    files: Object.keys(files)
      .sort()
      .map(path => ({
        path,
        sizeBytes: Buffer.byteLength(files[path]),
        mode: 0o644,
        open: () => Readable.from([Buffer.from(files[path])]),
      })),
  };
}

describe('the versions of a model', () => {
  let waybill: Awaited<ReturnType<typeof startWaybill>>;
  afterEach(() => waybill.stop());

  /** Versions in the registry that the portal has taken notice of. */
  async function start(
    versions: Readonly<Record<string, PackageLayout | Promise<PackageLayout>>>,
    features: Parameters<typeof startWaybill>[0] = [],
  ) {
    const digests: Record<string, string> = {};
    waybill = await startWaybill(
      features,
      undefined,
      async ({ packages, registry }) => {
        for (const [tag, layout] of Object.entries(versions)) {
          const { descriptor } = await publishPackage(
            registry,
            parseRepository(REPOSITORY),
            await layout,
            { tag },
          );
          digests[tag] = descriptor.digest;
          packages.tags.set(tag, descriptor.digest);
        }
      },
    );
    await request(waybill.server).get(MODEL);
    return { digests, server: waybill.server };
  }

  const kit = (files: Readonly<Record<string, string>>, license: string) =>
    layoutModelKit(treeOf(files), {
      kitfile: parseKitfile(`manifestVersion: 1.0.0
package: {name: iris, license: ${license}}
model: {path: model.joblib, parameters: {trees: 7}}
docs: [{path: README.md}]
`),
    });

  it('tells what is in a package and what it says of itself', async () => {
    const { digests, server } = await start({
      '2.0.0': kit({ 'README.md': '# Iris\n', 'model.joblib': 'trees' }, 'MIT'),
    });

    const { status, body } = await request(server).get(
      `${MODEL}/versions/${digests['2.0.0']}/files`,
    );

    expect(status).toBe(200);
    const contents: VersionContents = body;
    expect(contents).toMatchObject({
      digest: digests['2.0.0'],
      format: 'modelkit',
      fileCount: 2,
      specialCount: 0,
      licenses: ['MIT'],
      parameters: '{\n  "trees": 7\n}',
      modelCard: { path: 'README.md', text: '# Iris\n', isCut: false },
    });
    expect(contents.files).toEqual([
      expect.objectContaining({
        path: 'README.md',
        sizeBytes: 7,
        digest: `sha256:${createHash('sha256')
          .update('# Iris\n')
          .digest('hex')}`,
      }),
      expect.objectContaining({ path: 'model.joblib', sizeBytes: 5 }),
    ]);
    expect(contents.kitfile).toContain('model.joblib');
    // Only production is not known to take kit://.
    expect(contents.serving).toEqual([
      expect.objectContaining({
        environment: 'production',
        code: 'KIT_CONTAINER_NOT_KNOWN',
      }),
    ]);
    expect(JSON.stringify(contents)).not.toContain('offset');
  });

  it('answers 304 to who has the answer, and reads the registry once', async () => {
    const { digests, server } = await start({
      '2.0.0': layoutModelcar(treeOf({ 'model.joblib': 'trees' })),
    });
    const fetchManifest = jest.spyOn(waybill.registry, 'fetchManifest');
    const url = `${MODEL}/versions/${digests['2.0.0']}/files`;
    const first = await request(server).get(url);
    await request(server).get(url);
    const again = await request(server)
      .get(url)
      .set('If-None-Match', first.headers.etag);
    expect(again.status).toBe(304);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    expect(fetchManifest).toHaveBeenCalledTimes(1);
  });

  it('compares two versions file by file', async () => {
    const { digests, server } = await start({
      '1.1.0': kit({ 'README.md': '# Iris\n', 'model.joblib': 'old' }, 'MIT'),
      '2.0.0': kit(
        { 'README.md': '# Iris\n', 'model.joblib': 'newer' },
        'Apache-2.0',
      ),
    });
    const { status, body } = await request(server)
      .get(`${MODEL}/compare`)
      .query({ from: digests['1.1.0'], to: digests['2.0.0'] });
    expect(status).toBe(200);
    const comparison: VersionComparison = body;
    expect(comparison).toMatchObject({
      isSame: false,
      counts: { same: 1, changed: 1, added: 0, removed: 0 },
      files: [
        {
          change: 'changed',
          path: 'model.joblib',
          before: { sizeBytes: 3 },
          after: { sizeBytes: 5 },
        },
      ],
    });
    expect(comparison.kitfile).toContainEqual({
      place: 'package.license',
      before: '"MIT"',
      after: '"Apache-2.0"',
    });
  });

  it('gives one small file, as data', async () => {
    const page = '<script>alert(1)</script>';
    const { digests, server } = await start({
      '2.0.0': layoutModelcar(treeOf({ 'docs/Ü.html': page, b: 'bb' })),
    });
    const response = await request(server)
      .get(`${MODEL}/versions/${digests['2.0.0']}/file`)
      .query({ path: 'docs/Ü.html' })
      .buffer(true);
    expect(response.status).toBe(200);
    expect(response.body.toString()).toBe(page);
    expect(response.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''%C3%9C.html",
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
    });
  });

  it.each<[string, (digest: string) => string, number]>([
    [
      'a digest that is no version',
      () => `sha256:${'ee'.repeat(32)}/files`,
      404,
    ],
    ['what is no digest', () => `latest/files`, 404],
    ['a file that is not there', d => `${d}/file?path=nope`, 404],
    ['a path that leads out', d => `${d}/file?path=../../etc/passwd`, 404],
    ['no path', d => `${d}/file`, 400],
  ])('refuses %s', async (_, pathOf, status) => {
    const { digests, server } = await start({
      '2.0.0': layoutModelcar(treeOf({ 'model.joblib': 'trees' })),
    });
    const response = await request(server).get(
      `${MODEL}/versions/${pathOf(digests['2.0.0'])}`,
    );
    expect(response.status).toBe(status);
  });

  it('refuses a file that is too large for a portal', async () => {
    const { digests, server } = await start({
      '2.0.0': layoutModelcar(
        treeOf({ 'model.bin': 'x'.repeat(17 * 1024 * 1024) }),
      ),
    });
    const { status, body } = await request(server)
      .get(`${MODEL}/versions/${digests['2.0.0']}/file`)
      .query({ path: 'model.bin' });
    expect([status, body.error.message]).toEqual([
      413,
      expect.stringContaining('unpack the package instead'),
    ]);
  });

  it('needs permissions, and asks the registry nothing without them', async () => {
    const { digests, server } = await start(
      { '2.0.0': layoutModelcar(treeOf({ 'model.joblib': 'trees' })) },
      [
        mockServices.permissions.mock({
          authorize: async ([{ permission }]) => [
            {
              result:
                permission.name === 'waybill.model.read'
                  ? AuthorizeResult.ALLOW
                  : AuthorizeResult.DENY,
            },
          ],
        }).factory,
      ],
    );
    const fetchManifest = jest.spyOn(waybill.registry, 'fetchManifest');
    const { status } = await request(server)
      .get(`${MODEL}/versions/${digests['2.0.0']}/file`)
      .query({ path: 'model.joblib' });
    expect(status).toBe(403);
    expect(fetchManifest).not.toHaveBeenCalled();
  });

  it('says that a package is broken', async () => {
    const { digests, server } = await start({
      '2.0.0': layoutModelcar(treeOf({ 'model.joblib': 'trees' })),
    });
    jest.spyOn(waybill.registry, 'fetchManifest').mockResolvedValue({
      descriptor: {
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest: digests['2.0.0'],
        size: 13,
      },
      bytes: Buffer.from('{"layers": 7}'),
    });
    const { status } = await request(server).get(
      `${MODEL}/versions/${digests['2.0.0']}/files`,
    );
    expect(status).toBe(409);
  });
});
