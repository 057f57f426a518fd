import { randomBytes } from 'node:crypto';
import { readAll } from '../../../registry/__testUtils__/images';
import {
  retryAtOnce,
  sha256,
  useScriptedHubs,
} from '../__testUtils__/ScriptedHub';
import {
  COMMIT,
  fileOf,
  iris,
  openModel,
  weights,
} from '../__testUtils__/irisOnHub';

describe('openHuggingFace', () => {
  const start = useScriptedHubs();

  describe('what it tells before a file is read', () => {
    it('names commit, files, license, size and what is left out', async () => {
      const hub = await start({
        'acme/iris': {
          ...iris,
          info: {
            cardData: { license: 'mit' },
            pipeline_tag: 'text-generation',
            library_name: 'transformers',
            safetensors: { parameters: { BF16: 1_000, F32: 24 }, total: 1_024 },
          },
        },
      });
      const { tree, ...plan } = await openModel(hub);
      expect(plan).toEqual({
        kind: 'huggingface',
        name: 'hf://acme/iris@main',
        revision: COMMIT,
        license: 'mit',
        files: [
          { path: 'README.md', sizeBytes: 6 },
          { path: 'config.json', sizeBytes: 2 },
          {
            path: 'model.safetensors',
            sizeBytes: weights.length,
            digest: `sha256:${sha256(weights)}`,
          },
          {
            path: 'onnx/model #1.onnx',
            sizeBytes: 50,
            digest: expect.stringMatching(/^sha256:/),
          },
        ],
        totalBytes: weights.length + 58,
        warnings: [
          {
            code: 'PICKLES_LEFT_OUT',
            message: expect.stringContaining('pytorch_model.bin'),
          },
        ],
        ignored: [
          { path: '.gitattributes', sizeBytes: 16, reason: 'housekeeping' },
          { path: 'pytorch_model.bin', sizeBytes: 90, reason: 'pickle' },
        ],
        facts: {
          task: 'text-generation',
          library: 'transformers',
          parameters: '1024',
          dtypes: 'BF16, F32',
        },
      });
      expect(tree.name).toBe(`hf://acme/iris@${COMMIT}`);
      expect(hub.seen.every(({ server }) => server === 'hub')).toBe(true);
    });

    it.each<[string, object, string | undefined]>([
      ['a tag', {}, 'apache-2.0'],
      ['a list', { cardData: { license: ['mit', 'gpl'] } }, 'mit, gpl'],
      [
        'a name of its own',
        { cardData: { license: 'other', license_name: 'acme' } },
        'acme',
      ],
      ['nothing', { tags: [], cardData: { license: 7 } }, undefined],
    ])('takes the license from %s', async (_, info, license) => {
      const hub = await start({ 'acme/iris': { ...iris, info } });
      const plan = await openModel(hub);
      expect(plan.license).toBe(license);
      expect(plan.warnings.some(({ code }) => code === 'NO_LICENSE')).toBe(
        license === undefined,
      );
    });

    it('reads every page of the list', async () => {
      const hub = await start({ 'acme/iris': iris });
      hub.pageSize = 2;
      const { files, ignored } = await openModel(hub);
      expect(files).toHaveLength(4);
      expect(ignored).toHaveLength(2);
      expect(hub.seen.filter(({ url }) => url.includes('/tree/'))).toHaveLength(
        4,
      );
    });

    it('stays at the commit that the revision was', async () => {
      const hub = await start({
        'acme/iris': { ...iris, revisions: ['refs/pr/1'] },
      });
      const { tree, revision } = await openModel(hub, {
        revision: 'refs/pr/1',
      });
      await readAll(tree.files[0].open());
      expect(revision).toBe(COMMIT);
      expect(hub.seen[0].url).toBe(
        '/api/models/acme/iris/revision/refs%2Fpr%2F1',
      );
      expect(hub.seen.slice(1).every(({ url }) => url.includes(COMMIT))).toBe(
        true,
      );
    });

    it('refuses more than an import may have', async () => {
      const hub = await start({ 'acme/iris': iris });
      await expect(
        openModel(hub, { settings: { ...hub.settings(), maxBytes: 1_000 } }),
      ).rejects.toMatchObject({ code: 'TOO_LARGE' });
    });

    it('refuses paths that a package must not hold', async () => {
      const hub = await start({
        'acme/iris': {
          ...iris,
          files: { '../../etc/passwd': { bytes: Buffer.from('x') } },
        },
      });
      await expect(openModel(hub)).rejects.toMatchObject({
        name: 'PackagingError',
        code: 'PATH_NOT_ALLOWED',
      });
    });
  });

  describe('the files', () => {
    it('come from the store with the right bytes, without the token', async () => {
      const hub = await start({ 'acme/iris': { ...iris, token: 'mine' } });
      const { tree } = await openModel(hub, { settings: hub.settings('mine') });
      for (const file of tree.files) {
        const bytes = await readAll(file.open());
        expect(bytes.equals(iris.files[file.path].bytes)).toBe(true);
        expect(file.mode).toBe(0o644);
      }
      const stored = hub.seen.filter(({ server }) => server === 'store');
      expect(stored).toHaveLength(2);
      expect(stored.every(its => its.authorization === undefined)).toBe(true);
      expect(
        hub.seen
          .filter(({ server }) => server === 'hub')
          .every(its => its.authorization === 'Bearer mine'),
      ).toBe(true);
    });

    it('are gone on with where the connection broke', async () => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      hub.breaks.push(70_000, 50_000);
      expect((await readAll(file.open())).equals(weights)).toBe(true);
      const ranges = hub.seen
        .filter(({ server }) => server === 'store')
        .map(({ range }) => range);
      expect(ranges).toHaveLength(3);
      expect(ranges[0]).toBeUndefined();
      expect(ranges.slice(1)).toEqual([
        expect.stringMatching(/^bytes=[1-9]\d*-$/),
        expect.stringMatching(/^bytes=[1-9]\d*-$/),
      ]);
    });

    it('are gone on with where the server knows no ranges', async () => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      hub.breaks.push(70_000);
      hub.ignoresRanges = true;
      expect((await readAll(file.open())).equals(weights)).toBe(true);
    });

    it('can be read from the middle', async () => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      expect(
        (await readAll(file.open({ start: 200_000 }))).equals(
          weights.subarray(200_000),
        ),
      ).toBe(true);
    });

    it('are given up where the connection breaks again and again', async () => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      hub.breaks.push(...Array<number>(50).fill(10));
      await expect(readAll(file.open())).rejects.toMatchObject({
        name: 'ImportError',
        code: 'UNREACHABLE',
      });
      expect(hub.seen.filter(({ server }) => server === 'store')).toHaveLength(
        retryAtOnce.attempts,
      );
    });

    it('get a new link where the old one has expired', async () => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      let refused = 0;
      hub.before = (request, response) => {
        if (!request.url?.startsWith('/xet/') || refused > 0) return false;
        refused += 1;
        response.writeHead(403).end('<Error>Request has expired</Error>');
        return true;
      };
      expect((await readAll(file.open())).equals(weights)).toBe(true);
    });

    it.each(['model.safetensors', 'config.json'])(
      'are refused where the bytes of %s are others',
      async path => {
        const hub = await start({ 'acme/iris': iris });
        const file = await fileOf(hub, path);
        hub.before = (request, response) => {
          const isFile =
            request.url?.startsWith('/xet/') ||
            request.url?.endsWith('config.json');
          if (!isFile) return false;
          response.end(randomBytes(file.sizeBytes));
          return true;
        };
        await expect(readAll(file.open())).rejects.toMatchObject({
          code: 'DIGEST_MISMATCH',
          message: expect.stringContaining(path),
        });
      },
    );

    it.each<[string, Record<string, string>, Buffer, string]>([
      [
        'a web page',
        { 'content-type': 'text/html', 'content-length': '4' },
        Buffer.from('<p/>'),
        'SIZE_MISMATCH',
      ],
      [
        'too many bytes',
        { 'transfer-encoding': 'chunked' },
        Buffer.alloc(weights.length + 1),
        'SIZE_MISMATCH',
      ],
      [
        'too few bytes',
        { 'transfer-encoding': 'chunked' },
        Buffer.alloc(10),
        'SIZE_MISMATCH',
      ],
      [
        'compressed bytes',
        { 'content-encoding': 'gzip' },
        Buffer.alloc(10),
        'INVALID_ANSWER',
      ],
    ])('are refused where %s come', async (_, headers, body, code) => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      hub.before = (request, response) => {
        if (!request.url?.startsWith('/xet/')) return false;
        response.writeHead(request.headers.range ? 206 : 200, {
          ...headers,
          ...(request.headers.range
            ? { 'content-range': `bytes ${request.headers.range.slice(6)}*/*` }
            : {}),
        });
        response.end(body);
        return true;
      };
      await expect(readAll(file.open())).rejects.toMatchObject({ code });
    });

    it.each([
      ['is of another commit', { 'x-repo-commit': 'd'.repeat(40) }],
      ['has another digest', { 'x-linked-etag': `"${'0'.repeat(64)}"` }],
      ['has another size', { 'x-linked-size': '7' }],
    ])(
      'are refused where the hub says that the file %s',
      async (_, headers) => {
        const hub = await start({ 'acme/iris': iris });
        const file = await fileOf(hub);
        hub.before = (request, response) => {
          if (!request.url?.includes('/resolve/')) return false;
          response
            .writeHead(302, {
              location: `https://${hub.storeHost}/xet/${sha256(weights)}?x`,
              ...headers,
            })
            .end();
          return true;
        };
        await expect(readAll(file.open())).rejects.toMatchObject({
          code: 'FILE_CHANGED',
        });
        expect(
          hub.seen.filter(its => its.url.includes('/resolve/')),
        ).toHaveLength(1);
      },
    );

    it('are refused where one is gone since', async () => {
      const files = { ...iris.files };
      const hub = await start({ 'acme/iris': { ...iris, files } });
      const file = await fileOf(hub);
      delete files['model.safetensors'];
      await expect(readAll(file.open())).rejects.toMatchObject({
        code: 'FILE_CHANGED',
      });
    });

    it('end with the reason of who cancels', async () => {
      const hub = await start({ 'acme/iris': iris });
      const file = await fileOf(hub);
      const stop = new AbortController();
      const reason = new Error('cancelled by its user');
      hub.before = request => {
        if (request.url?.startsWith('/xet/')) stop.abort(reason);
        return false;
      };
      await expect(readAll(file.open({ signal: stop.signal }))).rejects.toBe(
        reason,
      );
    });
  });
});
