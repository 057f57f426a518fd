import {
  OCI_MANIFEST,
  TestRegistry,
  UNKNOWN_DIGEST,
  sha,
} from './TestRegistry';

describe('lists', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await TestRegistry.start();
    const manifest = await registry.prepareManifest('models/iris');
    for (const tag of ['v2', 'V1', 'v1', 'a.b', 'Z'.repeat(128)])
      await registry.putManifest('models/iris', tag, manifest);
    await registry.putManifest(
      'models',
      'x',
      await registry.prepareManifest('models'),
    );
    await registry.pushBlob('blobs-only', 'x');
  });
  afterAll(() => registry.stop());

  const ALL = ['V1', 'Z'.repeat(128), 'a.b', 'v1', 'v2'];

  it.each<[string, string[], string | null]>([
    ['', ALL, null],
    ['?n=5', ALL, null],
    [
      '?n=2',
      ALL.slice(0, 2),
      `</v2/models/iris/tags/list?last=${ALL[1]}&n=2>; rel="next"`,
    ],
    ['?n=2&last=a.b', ALL.slice(3), null],
    ['?last=a', ALL.slice(2), null],
    ['?n=0', [], null],
    ['?last=zz', [], null],
  ])('lists tags%s in byte order', async (query, tags, link) => {
    const answer = await registry.send(
      'GET',
      `/v2/models/iris/tags/list${query}`,
    );
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { name: 'models/iris', tags },
    ]);
    expect(answer.headers.get('link')).toBe(link);
  });

  it('gives all tags to a client that follows the links', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/v2/models/iris/tags/list?n=1';
    while (next) {
      const answer = await registry.send('GET', next);
      seen.push(...JSON.parse(answer.text).tags);
      next = /^<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(ALL);
  });

  it.each([
    ['/v2/unknown/tags/list', 404, 'NAME_UNKNOWN'],
    ['/v2/blobs-only/tags/list', 404, 'NAME_UNKNOWN'],
    ['/v2/UPPER/tags/list', 404, 'NAME_INVALID'],
    ['/v2/models/iris/tags/list?n=-1', 400, 'PAGINATION_NUMBER_INVALID'],
    ['/v2/models/iris/tags/list?n=x', 400, 'PAGINATION_NUMBER_INVALID'],
    ['/v2/_catalog?n=1001', 400, 'PAGINATION_NUMBER_INVALID'],
    ['/v2/nothing/here', 404, 'UNSUPPORTED'],
    ['/v2/%ff/tags/list', 404, 'NAME_INVALID'],
  ])('answers %s with %s %s', async (path, status, code) => {
    const answer = await registry.send('GET', path);
    expect([answer.status, answer.codes]).toEqual([status, [code]]);
  });

  it('lists repositories with manifests', async () => {
    const all = await registry.send('GET', '/v2/_catalog');
    expect(JSON.parse(all.text)).toEqual({
      repositories: ['models', 'models/iris'],
    });
    const first = await registry.send('GET', '/v2/_catalog?n=1');
    expect(first.headers.get('link')).toBe(
      '</v2/_catalog?last=models&n=1>; rel="next"',
    );
    const second = await registry.send('GET', '/v2/_catalog?n=1&last=models');
    expect(JSON.parse(second.text)).toEqual({ repositories: ['models/iris'] });
  });

  describe('referrers', () => {
    const REPO = 'models/subject';
    const list = async (digest: string, query = '') => {
      const answer = await registry.send(
        'GET',
        `/v2/${REPO}/referrers/${digest}${query}`,
      );
      expect(answer.headers.get('content-type')).toBe(
        'application/vnd.oci.image.index.v1+json',
      );
      return { headers: answer.headers, ...JSON.parse(answer.text) };
    };

    it('is an empty index where there are none', async () => {
      expect(await list(UNKNOWN_DIGEST)).toMatchObject({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [],
      });
    });

    it('tells type and annotations, filters, and forgets with the manifest', async () => {
      const subject = await registry.prepareManifest(REPO);
      const descriptorOfSubject = {
        mediaType: OCI_MANIFEST,
        size: subject.length,
        digest: sha(subject),
      };
      const typed = await registry.prepareManifest(REPO, {
        artifactType: 'application/vnd.example.sbom',
        annotations: { a: 'b' },
        subject: descriptorOfSubject,
      });
      const untyped = await registry.prepareManifest(REPO, {
        subject: descriptorOfSubject,
      });
      // The subject comes last: a signature may be there before what it signs.
      expect(
        (await registry.putManifest(REPO, 'typed', typed)).headers.get(
          'oci-subject',
        ),
      ).toBe(sha(subject));
      await registry.putManifest(REPO, sha(untyped), untyped);
      await registry.putManifest(REPO, 'subject', subject);

      const typedEntry = {
        mediaType: OCI_MANIFEST,
        size: typed.length,
        digest: sha(typed),
        artifactType: 'application/vnd.example.sbom',
        annotations: { a: 'b' },
      };
      const untypedEntry = {
        mediaType: OCI_MANIFEST,
        size: untyped.length,
        digest: sha(untyped),
        artifactType: 'application/vnd.oci.image.config.v1+json',
      };
      const all = await list(sha(subject));
      expect(all.manifests).toHaveLength(2);
      expect(all.manifests).toEqual(
        expect.arrayContaining([typedEntry, untypedEntry]),
      );
      expect(all.headers.get('oci-filters-applied')).toBeNull();

      const filtered = await list(
        sha(subject),
        '?artifactType=application/vnd.example.sbom',
      );
      expect(filtered.manifests).toEqual([typedEntry]);
      expect(filtered.headers.get('oci-filters-applied')).toBe('artifactType');
      expect((await list(sha(subject), '?artifactType=a/b')).manifests).toEqual(
        [],
      );

      await registry.send('DELETE', `/v2/${REPO}/manifests/${sha(typed)}`);
      expect((await list(sha(subject))).manifests).toEqual([untypedEntry]);
    });

    it('refuses what is no digest', async () => {
      const answer = await registry.send(
        'GET',
        `/v2/${REPO}/referrers/sha256:abc`,
      );
      expect([answer.status, answer.codes]).toEqual([400, ['DIGEST_INVALID']]);
    });
  });
});
