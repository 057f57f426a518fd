import {
  OCI_INDEX,
  OCI_MANIFEST,
  TestRegistry,
  UNKNOWN_DIGEST,
  descriptor,
  manifestOf,
  sha,
} from './TestRegistry';

const REPO = 'models/iris';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const MISSING = { mediaType: 'a/b', size: 3, digest: UNKNOWN_DIGEST };

describe('manifests', () => {
  let registry: TestRegistry;
  const manifest = manifestOf();
  beforeAll(async () => {
    registry = await TestRegistry.start();
    await registry.prepareManifest(REPO);
  });
  afterAll(() => registry.stop());

  const get = (reference: string, headers: Record<string, string> = {}) =>
    registry.send('GET', `/v2/${REPO}/manifests/${reference}`, { headers });
  const change = manifestOf;

  it('takes one by tag and gives the same bytes by tag and digest', async () => {
    const put = await registry.putManifest(REPO, '1.0.0', manifest);
    expect(put.status).toBe(201);
    expect(put.headers.get('location')).toBe(
      `/v2/${REPO}/manifests/${sha(manifest)}`,
    );
    expect(put.headers.get('docker-content-digest')).toBe(sha(manifest));
    expect(put.headers.get('oci-subject')).toBeNull();
    for (const reference of ['1.0.0', sha(manifest)]) {
      const answer = await get(reference);
      expect([answer.status, answer.text]).toEqual([200, manifest]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': OCI_MANIFEST,
        'content-length': String(manifest.length),
        'docker-content-digest': sha(manifest),
        etag: `"${sha(manifest)}"`,
      });
    }
    const head = await registry.send('HEAD', `/v2/${REPO}/manifests/1.0.0`);
    expect([
      head.status,
      head.text,
      head.headers.get('content-length'),
    ]).toEqual([200, '', String(manifest.length)]);
  });

  it('takes one by digest, also of sha512 and with tags as parameters', async () => {
    const digest = sha(manifest, 'sha512');
    const put = await registry.send(
      'PUT',
      `/v2/${REPO}/manifests/${digest}?tag=a&tag=b`,
      {
        body: manifest,
        headers: { 'Content-Type': OCI_MANIFEST },
      },
    );
    expect([put.status, put.headers.get('oci-tag')]).toEqual([201, 'a, b']);
    expect((await get('b')).headers.get('docker-content-digest')).toBe(digest);
  });

  it.each([
    ['an empty list of layers', { layers: [] }],
    ['no list of layers', { layers: undefined }],
    ['no media type in the body', { mediaType: undefined }],
    ['a field that it does not know', { 'org.example': { a: 1 } }],
    ['a subject that is not there', { subject: MISSING }],
    [
      'a layer that is not to be distributed',
      {
        layers: [
          {
            ...MISSING,
            mediaType:
              'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
            urls: ['https://store.example.com/layer'],
          },
        ],
      },
    ],
  ])('takes one with %s', async (_, changes) => {
    const body = change(changes);
    expect((await registry.putManifest(REPO, sha(body), body)).status).toBe(
      201,
    );
    expect((await get(sha(body))).text).toBe(body);
  });

  it.each<[string, object, string[]]>([
    ['a missing layer', { layers: [MISSING] }, ['MANIFEST_BLOB_UNKNOWN']],
    [
      'a missing config and layer',
      { config: MISSING, layers: [MISSING] },
      ['MANIFEST_BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN'],
    ],
    [
      'a layer without digest',
      { layers: [{ mediaType: 'a/b', size: 1, digest: 'foo' }] },
      ['DIGEST_INVALID', 'MANIFEST_BLOB_UNKNOWN'],
    ],
    [
      'a layer that is no object',
      { layers: ['x'] },
      ['DIGEST_INVALID', 'MANIFEST_BLOB_UNKNOWN'],
    ],
    [
      'no config',
      { config: undefined },
      ['DIGEST_INVALID', 'MANIFEST_BLOB_UNKNOWN'],
    ],
    ['another media type', { mediaType: OCI_INDEX }, ['MANIFEST_INVALID']],
    ['another schema version', { schemaVersion: 1 }, ['MANIFEST_INVALID']],
    ['the fields of an index', { manifests: [] }, ['MANIFEST_INVALID']],
    ['layers that are no list', { layers: {} }, ['MANIFEST_INVALID']],
    [
      'annotations that are no strings',
      { annotations: { a: 1 } },
      ['MANIFEST_INVALID'],
    ],
    ['a subject without digest', { subject: {} }, ['MANIFEST_INVALID']],
  ])('refuses one with %s', async (_, changes, codes) => {
    const answer = await registry.putManifest(REPO, 'refused', change(changes));
    expect([answer.status, answer.codes]).toEqual([400, codes]);
    expect((await get('refused')).status).toBe(404);
  });

  it.each<[string, string, string]>([
    ['not JSON', 'nonsense', OCI_MANIFEST],
    ['nothing', '', OCI_MANIFEST],
    ['a list', '[]', OCI_MANIFEST],
    ['an unknown type', '{"schemaVersion":2}', 'application/json'],
    [
      "Docker's type without it in the body",
      '{"schemaVersion":2}',
      DOCKER_MANIFEST,
    ],
  ])('refuses %s', async (_, body, contentType) => {
    const answer = await registry.putManifest(
      REPO,
      'refused',
      body,
      contentType,
    );
    expect([answer.status, answer.codes]).toEqual([400, ['MANIFEST_INVALID']]);
  });

  it('refuses more than 4 MiB and takes a little less', async () => {
    const near = change({
      annotations: { a: 'x'.repeat(4 * 1024 * 1024 - 1000) },
    });
    expect((await registry.putManifest(REPO, 'near', near)).status).toBe(201);
    const over = change({ annotations: { a: 'x'.repeat(4 * 1024 * 1024) } });
    expect((await registry.putManifest(REPO, 'over', over)).status).toBe(413);
  });

  it.each([
    [UNKNOWN_DIGEST, 400, 'DIGEST_INVALID'],
    ['sha256:baddigeststring', 400, 'DIGEST_INVALID'],
    ['-tag', 404, 'TAG_INVALID'],
    ['a'.repeat(129), 404, 'TAG_INVALID'],
    [`${UNKNOWN_DIGEST}?tag=-x`, 400, 'TAG_INVALID'],
  ])('refuses to put it as %s', async (reference, status, code) => {
    const answer = await registry.putManifest(REPO, reference, manifest);
    expect([answer.status, answer.codes]).toEqual([status, [code]]);
  });

  it.each([
    ['unknown', 404, 'MANIFEST_UNKNOWN'],
    [UNKNOWN_DIGEST, 404, 'MANIFEST_UNKNOWN'],
    ['-tag', 404, 'MANIFEST_UNKNOWN'],
    ['sha256:abc', 400, 'DIGEST_INVALID'],
    [sha('layer'), 404, 'MANIFEST_UNKNOWN'],
  ])('answers a read of %s with %s %s', async (reference, status, code) => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await registry.send(
        method,
        `/v2/${REPO}/manifests/${reference}`,
      );
      expect([answer.status, answer.codes]).toEqual([status, [code]]);
    }
  });

  it('keeps manifests and blobs apart', async () => {
    await registry.putManifest(REPO, 'apart', manifest);
    expect(
      (await registry.send('GET', `/v2/${REPO}/blobs/${sha(manifest)}`)).codes,
    ).toEqual(['BLOB_UNKNOWN']);
  });

  describe('when the client says what it has and reads', () => {
    beforeAll(() => registry.putManifest(REPO, 'read', manifest));
    it.each([
      ['If-None-Match', `"${sha(manifest)}"`, 304],
      ['If-None-Match', sha(manifest), 304],
      ['If-None-Match', '"other"', 200],
      ['Accept', `${DOCKER_MANIFEST}, ${OCI_MANIFEST};q=0.5`, 200],
      ['Accept', '*/*', 200],
      ['Accept', DOCKER_MANIFEST, 404],
    ])('answers %s: %s with %s', async (header, value, status) => {
      expect((await get('read', { [header]: value })).status).toBe(status);
    });
  });

  describe('when it is an index', () => {
    const index = (changes: object = {}) =>
      JSON.stringify({
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [descriptor(manifest, OCI_MANIFEST)],
        ...changes,
      });
    beforeAll(() => registry.putManifest(REPO, 'child', manifest));

    it('takes it, an empty one and one of indexes', async () => {
      const nested = index({ manifests: [descriptor(index(), OCI_INDEX)] });
      for (const body of [index(), index({ manifests: [] }), nested]) {
        expect(
          (await registry.putManifest(REPO, 'index', body, OCI_INDEX)).status,
        ).toBe(201);
      }
      expect((await get('index')).headers.get('content-type')).toBe(OCI_INDEX);
    });

    it.each<[string, object, string]>([
      ['a missing child', { manifests: [MISSING] }, 'MANIFEST_BLOB_UNKNOWN'],
      [
        'a blob as child',
        { manifests: [descriptor('layer', 'a/b')] },
        'MANIFEST_BLOB_UNKNOWN',
      ],
      ['layers', { layers: [] }, 'MANIFEST_INVALID'],
    ])('refuses one with %s', async (_, changes, code) => {
      const answer = await registry.putManifest(
        REPO,
        'refused',
        index(changes),
        OCI_INDEX,
      );
      expect([answer.status, answer.codes]).toEqual([400, [code]]);
    });
  });

  describe('when it is deleted', () => {
    it('loses a tag and stays under its digest', async () => {
      const body = change({ annotations: { test: 'tag' } });
      await registry.putManifest(REPO, 'gone', body);
      expect(
        (await registry.send('DELETE', `/v2/${REPO}/manifests/gone`)).status,
      ).toBe(202);
      expect((await get('gone')).codes).toEqual(['MANIFEST_UNKNOWN']);
      expect((await get(sha(body))).status).toBe(200);
    });

    it('takes its tags with it, and no others', async () => {
      const body = change({ annotations: { test: 'digest' } });
      await registry.putManifest(REPO, 'one', body);
      await registry.putManifest(REPO, 'two', body);
      await registry.putManifest(REPO, 'kept', manifest);
      expect(
        (await registry.send('DELETE', `/v2/${REPO}/manifests/${sha(body)}`))
          .status,
      ).toBe(202);
      for (const reference of ['one', 'two', sha(body)])
        expect((await get(reference)).status).toBe(404);
      expect((await get('kept')).status).toBe(200);
    });
  });
});
