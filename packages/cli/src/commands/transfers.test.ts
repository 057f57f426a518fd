import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkplace } from '../__testUtils__/TestWorkplace';

/** What one version of a model is, in a registry that a test starts. */
describe('commands that read from a registry', () => {
  let workplace: TestWorkplace;
  let source: string;

  beforeAll(async () => {
    workplace = await TestWorkplace.open();
    source = `${workplace.host}/models/iris:1.0.0`;
    await workplace.writeFolder('iris', {
      'model.joblib': 'weights',
      'README.md': '---\nlicense: apache-2.0\n---\n# Iris\n',
      Kitfile:
        'manifestVersion: 1.0.0\npackage:\n  license: MIT\nmodel:\n  path: model.joblib\ndocs:\n  - path: README.md\n',
    });
    await waybill('push', 'iris', source, '--format', 'modelkit');
    await waybill('push', 'iris', `${workplace.host}/models/car:1.0.0`);
  });

  afterAll(() => workplace.close());

  const waybill = (...args: string[]) =>
    workplace.waybill([...args, '--plain-http']);
  const waybillJson = async (...args: string[]) =>
    JSON.parse((await waybill(...args, '--json')).stdout);

  describe('waybill copy', () => {
    it('says what it would do, does it, and finds it done', async () => {
      const to = `${workplace.host}/copies/iris`;
      const planned = await waybill('copy', source, to, '--dry-run');
      expect(planned.stdout).toContain(
        `Dry run: ${to}:1.0.0 would be written, with 1 manifest`,
      );
      expect(await workplace.tagsOf('copies/iris')).toEqual([]);
      const copied = await waybillJson('copy', source, to);
      expect(copied).toMatchObject({
        command: 'copy',
        status: 'copied',
        reference: `${to}:1.0.0`,
        pinnedReference: `${to}@${copied.digest}`,
        sentBytes: 0,
        warnings: [],
      });
      expect(await workplace.tagsOf('copies/iris')).toEqual(['1.0.0']);
      expect((await waybill('copy', source, to)).stdout).toContain(
        'is there already: nothing was sent',
      );
      expect((await waybill('copy', source, to, '-n')).stdout).toContain(
        'nothing would be sent',
      );
    });

    it('takes another tag, and none where the source is a digest', async () => {
      const { digest } = await waybillJson('inspect', source);
      const to = `${workplace.host}/copies/other`;
      expect(await waybillJson('copy', source, `${to}:2.0.0`)).toMatchObject({
        reference: `${to}:2.0.0`,
        digest,
      });
      expect(
        await waybillJson(
          'copy',
          `${workplace.host}/models/iris@${digest}`,
          `${to}-untagged`,
        ),
      ).toMatchObject({ reference: `${to}-untagged@${digest}` });
    });

    it('never overwrites a version, with 3', async () => {
      const { exitCode, stderr } = await waybill(
        'copy',
        source,
        `${workplace.host}/models/car:1.0.0`,
      );
      expect(stderr).toContain('[TAG_EXISTS]');
      expect(exitCode).toBe(3);
    });

    it('says that the source is not there, with 4', async () => {
      const { exitCode, stderr } = await waybill(
        'copy',
        `${workplace.host}/models/iris:9.9.9`,
        `${workplace.host}/x/y`,
      );
      expect(stderr).toMatch(/source.*\[NOT_FOUND\]/);
      expect(exitCode).toBe(4);
    });
  });

  describe('waybill convert', () => {
    const to = () => `${workplace.host}/converted/car:1.0.0`;

    it('says what it would do, does it, and finds it done', async () => {
      const planned = await waybill(
        'convert',
        source,
        to(),
        '--format',
        'modelcar',
        '-n',
      );
      expect(planned.stdout).toContain(
        'would be written as modelcar; nothing was sent',
      );
      expect(await workplace.tagsOf('converted/car')).toEqual([]);
      const converted = await waybillJson(
        'convert',
        source,
        to(),
        '--format',
        'modelcar',
      );
      expect(converted).toMatchObject({
        command: 'convert',
        status: 'pushed',
        sourceFormat: 'modelkit',
        format: 'modelcar',
        reference: to(),
      });
      const again = await waybill(
        'convert',
        source,
        to(),
        '--format',
        'modelcar',
      );
      expect(again.stdout).toContain('is there already: nothing was sent');
    });

    it('comes back to the same layers', async () => {
      await waybill(
        'convert',
        source,
        `${workplace.host}/converted/a:1.0.0`,
        '--format',
        'modelcar',
      );
      const back = await waybillJson(
        'convert',
        `${workplace.host}/converted/a:1.0.0`,
        `${workplace.host}/converted/b:1.0.0`,
        '--format',
        'modelkit',
      );
      const kit = await waybillJson('inspect', source, '--files');
      expect(
        back.layers.map((layer: { digest: string }) => layer.digest),
      ).toEqual(kit.layers.map((layer: { digest: string }) => layer.digest));
    });

    it('wants a format, and options that fit it', async () => {
      expect((await waybill('convert', source, to())).stderr).toContain(
        "required option '--format <format>' not specified",
      );
      const foreign = await waybill(
        'convert',
        source,
        to(),
        '--format',
        'modelkit',
        '--artifact-type',
        'a/b',
      );
      expect(foreign.stderr).toContain('--artifact-type is for artifact');
      expect(foreign.exitCode).toBe(2);
    });
  });

  describe('waybill inspect', () => {
    it('tells what the manifest says', async () => {
      const { stdout } = await waybill('inspect', source);
      expect(stdout).toMatch(
        /^\S+\/models\/iris@sha256:\S+\nFormat: {2}modelkit\nType: {4}application\/vnd\.oci\.image\.manifest\.v1\+json\nSize: {4}\d/,
      );
    });

    it('lists layers and files, and tells licenses and Kitfile', async () => {
      const { stdout } = await waybill(
        'inspect',
        source,
        '--files',
        '--details',
      );
      expect(stdout).toContain('Licenses:   MIT, apache-2.0');
      expect(stdout).toContain('  manifestVersion: 1.0.0');
      expect(stdout).toMatch(
        /Files \(2\):\n.*README\.md\n.*7 B {3}model\.joblib/,
      );
      const document = await waybillJson(
        'inspect',
        source,
        '--files',
        '--details',
      );
      expect(document).toMatchObject({
        command: 'inspect',
        reference: source,
        format: 'modelkit',
        layers: [{ role: 'model' }, { role: 'docs' }],
        files: [{ path: 'README.md' }, { path: 'model.joblib', sizeBytes: 7 }],
        details: {
          licenses: ['MIT', 'apache-2.0'],
          kitfile: { model: { path: 'model.joblib' } },
        },
      });
    });

    it('asks for a version', async () => {
      const { exitCode, stderr } = await waybill(
        'inspect',
        `${workplace.host}/models/iris`,
      );
      expect(stderr).toContain('names a repository and no version');
      expect(exitCode).toBe(2);
    });
  });

  describe('waybill diff', () => {
    it('finds the same files in two formats', async () => {
      const document = await waybillJson(
        'diff',
        source,
        `${workplace.host}/models/car:1.0.0`,
      );
      expect(document).toMatchObject({
        command: 'diff',
        isSame: false,
        counts: { same: 2, added: 1 },
      });
      expect(document.files).toContainEqual(
        expect.objectContaining({
          change: 'added',
          path: 'Kitfile',
          after: expect.objectContaining({ path: 'Kitfile' }),
        }),
      );
    });

    it('shows what changed, in colors on a terminal alone', async () => {
      await workplace.writeFolder('next', {
        'model.joblib': 'other weights',
        'NOTES.md': 'n',
      });
      const next = `${workplace.host}/models/car:2.0.0`;
      await waybill('push', 'next', next);
      const args = [
        'diff',
        `${workplace.host}/models/car:1.0.0`,
        next,
        '--plain-http',
      ];
      const plain = await workplace.waybill(args);
      expect(plain.stdout).toMatch(
        /\n\+ NOTES\.md {2}1 B\n- README\.md {2}\d+ B\n~ model\.joblib {2}7 B -> 13 B\n/,
      );
      expect(plain.stdout).toMatch(/\n1 added, 2 removed, 1 changed\n$/);
      const colored = await workplace.waybill(args, { isTTY: true });
      expect(colored.stdout).toContain('\u001b[32m+ NOTES.md  1 B\u001b[0m');
      const silenced = await workplace.waybill(args, {
        isTTY: true,
        env: { NO_COLOR: '1' },
      });
      expect(silenced.stdout).toBe(plain.stdout);
    });

    it('ends with 1 only where that is asked for', async () => {
      const other = `${workplace.host}/models/car:1.0.0`;
      expect((await waybill('diff', source, other)).exitCode).toBe(0);
      expect(
        (await waybill('diff', source, other, '--exit-code')).exitCode,
      ).toBe(1);
      const same = await waybill('diff', source, source, '--exit-code');
      expect(same.exitCode).toBe(0);
      expect(same.stdout).toContain('hold the same');
    });
  });

  describe('waybill unpack', () => {
    it('writes the files, and refuses to replace them, with 3', async () => {
      const { exitCode, stdout } = await waybill('unpack', source, '-d', 'out');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        /^Unpacked \S+@sha256:\S+ to out \(modelkit, 3 files, \d+ B\)\n$/,
      );
      expect(
        await readFile(path.join(workplace.dir, 'out/model.joblib'), 'utf8'),
      ).toBe('weights');
      const again = await waybill('unpack', source, '-d', 'out');
      expect(again.stderr).toContain('[FILE_EXISTS]');
      expect(again.exitCode).toBe(3);
    });

    it('replaces them with -o, and leaves them with -i', async () => {
      await mkdir(path.join(workplace.dir, 'kept'));
      const file = path.join(workplace.dir, 'kept/model.joblib');
      await writeFile(file, 'mine');
      const kept = await waybill('unpack', source, '-d', 'kept', '-i');
      expect(kept.stdout).toContain('Left as they were: 1 file');
      expect(await readFile(file, 'utf8')).toBe('mine');
      await waybill('unpack', source, '-d', 'kept', '-o');
      expect(await readFile(file, 'utf8')).toBe('weights');
      const both = await waybill('unpack', source, '-d', 'kept', '-o', '-i');
      expect(both.exitCode).toBe(2);
    });

    it("takes kit's filters", async () => {
      const document = await waybillJson(
        'unpack',
        source,
        '-d',
        'docs-only',
        '--filter',
        'docs',
      );
      expect(document.files).toMatchObject([{ path: 'README.md' }]);
      expect(await readdir(path.join(workplace.dir, 'docs-only'))).toEqual([
        'README.md',
      ]);
    });

    it('lists with --dry-run and writes nothing', async () => {
      const { stdout } = await waybill('unpack', source, '-d', 'nowhere', '-n');
      expect(stdout).toContain('would be unpacked to nowhere');
      expect(stdout).toContain('model.joblib');
      await expect(
        readdir(path.join(workplace.dir, 'nowhere')),
      ).rejects.toThrow('ENOENT');
    });
  });

  describe('waybill check', () => {
    it('says what works and what does not, by package', async () => {
      const { exitCode, stdout } = await waybill(
        'check',
        source,
        '--kserve',
        'v0.20.0',
      );
      expect(exitCode).toBe(0);
      expect(stdout).toContain("does not work: oci:// (KServe's modelcar)");
      expect(stdout).toContain('[FORMAT_NOT_AN_IMAGE]');
    });

    it('ends with 3 where the way that is asked for does not work', async () => {
      const { exitCode } = await waybill(
        'check',
        source,
        '--storage',
        'modelcar',
      );
      expect(exitCode).toBe(3);
      const document = await waybillJson(
        'check',
        '--format',
        'modelcar',
        '--storage',
        'fetch',
      );
      expect(document).toMatchObject({
        command: 'check',
        storage: [{ mode: 'fetch', isPossible: false }],
      });
    });

    it("reads KServe's settings from a file", async () => {
      await writeFile(
        path.join(workplace.dir, 'settings.json'),
        '{"enableModelcar": false}',
      );
      const off = await waybillJson(
        'check',
        '--format',
        'modelcar',
        '--storage',
        'modelcar',
        '--storage-initializer',
        'settings.json',
      );
      const on = await waybillJson(
        'check',
        '--format',
        'modelcar',
        '--storage',
        'modelcar',
      );
      expect(off.findings).not.toEqual(on.findings);
      const none = await waybill(
        'check',
        '--format',
        'modelcar',
        '--storage-initializer',
        'nope.json',
      );
      expect(none.stderr).toContain('--storage-initializer');
      expect(none.exitCode).toBe(2);
    });

    it.each([
      [['check']],
      [['check', 'r.example/a:1', '--format', 'modelcar']],
    ])('wants a package or a format: %p', async args => {
      const { exitCode } = await workplace.waybill(args);
      expect(exitCode).toBe(2);
    });
  });

  describe('waybill import', () => {
    let hub: Server;
    let file: string;

    beforeAll(async () => {
      hub = createServer((request, response) => {
        if (request.url !== '/model.onnx') response.writeHead(404).end();
        else if (request.method === 'HEAD')
          response.writeHead(200, { 'content-length': 5 }).end();
        else response.writeHead(200, { 'content-length': 5 }).end('bytes');
      });
      await new Promise<void>(resolve => {
        hub.listen(0, '127.0.0.1', resolve);
      });
      file = `http://127.0.0.1:${
        (hub.address() as AddressInfo).port
      }/model.onnx`;
    });

    afterAll(() => {
      hub.closeAllConnections();
      hub.close();
    });

    const target = (name: string) => `${workplace.host}/imports/${name}:1.0.0`;

    it('takes a file of a web server into a package', async () => {
      const document = await waybillJson(
        'import',
        file,
        target('web'),
        '--yes',
      );
      expect(document).toMatchObject({
        command: 'import',
        status: 'pushed',
        format: 'modelcar',
        source: {
          kind: 'https',
          sizeBytes: 5,
          files: [{ path: 'model.onnx' }],
        },
      });
      const unpacked = await waybill('unpack', target('web'), '-d', 'web');
      expect(unpacked.exitCode).toBe(0);
      expect(
        await readFile(path.join(workplace.dir, 'web/model.onnx'), 'utf8'),
      ).toBe('bytes');
    });

    it('takes a package of a registry into another format', async () => {
      const document = await waybillJson(
        'import',
        `oci://${source}`,
        target('kit'),
        '--yes',
        '--ignore',
        'README.md',
      );
      expect(document.files).toMatchObject([{ path: 'model.joblib' }]);
      expect(document.source.ignored).toMatchObject([
        { path: 'README.md', reason: 'ignored' },
      ]);
    });

    it('shows license and size, and does nothing with --dry-run', async () => {
      const { stdout, exitCode } = await waybill(
        'import',
        file,
        target('dry'),
        '--dry-run',
      );
      expect(exitCode).toBe(0);
      expect(stdout).toContain('License:  none is given');
      expect(stdout).toContain('Size:     5 B in 1 file');
      expect(await workplace.tagsOf('imports/dry')).toEqual([]);
    });

    it('does not ask where nobody is, and ends with 3', async () => {
      const { exitCode, stderr } = await waybill(
        'import',
        file,
        target('none'),
      );
      expect(stderr).toMatch(
        /has no license and 5 B, .*--yes\. \[NOT_CONFIRMED\]\n$/,
      );
      expect(exitCode).toBe(3);
    });

    it.each([
      ['y\n', 0, ['1.0.0']],
      ['n\n', 3, []],
      ['', 3, []],
    ])(
      'asks on a terminal, and takes %j for its answer',
      async (stdin, exitCode, tags) => {
        const name = `asked-${exitCode}-${stdin.length}`;
        const run = await workplace.waybill(
          ['import', file, target(name), '--plain-http'],
          { isTTY: true, isStdinTTY: true, stdin },
        );
        expect(run.stderr).toContain(`Import it as ${target(name)}? [y/N] `);
        expect(run.exitCode).toBe(exitCode);
        expect(await workplace.tagsOf(`imports/${name}`)).toEqual(tags);
      },
    );

    it('refuses what names nothing', async () => {
      const { exitCode, stderr } = await waybill(
        'import',
        'ftp://x/y',
        target('x'),
      );
      expect(stderr).toContain('[SOURCE_INVALID]');
      expect(exitCode).toBe(2);
    });
  });
});
