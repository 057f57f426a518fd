import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

const KITFILE = `manifestVersion: 1.0.0
package:
  name: iris
model:
  path: model.joblib
docs:
  - path: README.md
`;

describe('waybill pack', () => {
  let workplace: TestWorkplace;

  beforeEach(async () => {
    workplace = await TestWorkplace.open();
    await workplace.writeFolder('iris', {
      'model.joblib': 'weights',
      'README.md': '# Iris\n',
    });
  });

  afterEach(() => workplace.close());

  const pack = (...args: string[]) =>
    workplace.waybill(['pack', 'iris', ...args]);
  const packJson = async (...args: string[]) =>
    JSON.parse((await pack('--json', ...args)).stdout);

  it('prints format, digest, layers and files', async () => {
    const { stdout, exitCode } = await pack('--no-cache');
    expect(exitCode).toBe(0);
    expect(stdout.replace(/sha256:[0-9a-f]{64}/g, 'DIGEST')).toBe(
      `Format: modelcar
Digest: DIGEST
Size:   3.9 kB in 1 layer

Layers:
  DIGEST  3.6 kB  application/vnd.oci.image.layer.v1.tar

Files (2):
  7 B  README.md
  7 B  model.joblib
`,
    );
  });

  it('prints the digest alone with --quiet: the one that a push gives', async () => {
    const { stdout } = await pack('-q');
    const target = `${workplace.host}/iris:1.0.0`;
    const pushed = await workplace.waybill([
      'push',
      'iris',
      target,
      '--plain-http',
      '--json',
    ]);
    expect(stdout).toBe(`${JSON.parse(pushed.stdout).digest}\n`);
  });

  it('writes each format', async () => {
    await workplace.writeFolder('iris', { Kitfile: KITFILE });
    const kit = await packJson('--format', 'modelkit');
    expect(kit).toMatchObject({
      format: 'modelkit',
      configs: [
        { mediaType: 'application/vnd.kitops.modelkit.config.v1+json' },
      ],
      layers: [
        { mediaType: 'application/vnd.kitops.modelkit.model.v1.tar' },
        { mediaType: 'application/vnd.kitops.modelkit.docs.v1.tar' },
      ],
    });
    const modelPack = await packJson('--format', 'modelpack');
    expect(modelPack).toMatchObject({
      format: 'modelpack',
      layers: [
        { mediaType: 'application/vnd.cncf.model.weight.v1.tar' },
        { mediaType: 'application/vnd.cncf.model.doc.v1.tar' },
      ],
    });
    expect(
      modelPack.layers.map(({ digest }: { digest: string }) => digest),
    ).toEqual(kit.layers.map(({ digest }: { digest: string }) => digest));
    const artifact = await packJson(
      '--format',
      'artifact',
      '--artifact-type',
      'application/vnd.example.model.v1',
    );
    expect(artifact.layers).toHaveLength(3);
  });

  it('takes a Kitfile from elsewhere, and drafts one where there is none', async () => {
    await writeFile(path.join(workplace.dir, 'Kitfile.iris'), KITFILE);
    const named = await pack(
      '--format',
      'modelkit',
      '-f',
      'Kitfile.iris',
      '-q',
    );
    expect(named.exitCode).toBe(0);
    const drafted = await pack('--format', 'modelkit', '--json');
    expect(drafted.stderr).toBe(
      "'iris' holds no Kitfile: one was drafted from the names of the files\n",
    );
    expect(JSON.parse(drafted.stdout).layers.length).toBeGreaterThan(0);
  });

  it('is the same at the time that SOURCE_DATE_EPOCH says', async () => {
    const at = (seconds: string) =>
      workplace.waybill(
        [
          'pack',
          'iris',
          '--format',
          'artifact',
          '--artifact-type',
          'application/vnd.example.v1',
          '--json',
        ],
        { env: { SOURCE_DATE_EPOCH: seconds } },
      );
    expect(JSON.parse((await at('86400')).stdout).annotations).toEqual({
      'org.opencontainers.image.created': '1970-01-02T00:00:00Z',
    });
    expect((await at('yesterday')).stderr).toContain('SOURCE_DATE_EPOCH');
  });

  it('says what is wrong with a Kitfile, with 3', async () => {
    await workplace.writeFolder('iris', { Kitfile: 'model: [' });
    const broken = await pack('--format', 'modelkit');
    expect(broken.stderr).toContain('[INVALID_YAML]');
    expect(broken.exitCode).toBe(3);
    await workplace.writeFolder('iris', { Kitfile: `${KITFILE}nope: 1\n` });
    const unknown = await pack('--format', 'modelkit');
    expect(unknown.stderr).toContain('[UNKNOWN_KEY]');
    expect(unknown.exitCode).toBe(3);
  });

  it.each([
    [
      [
        '--base',
        `r.example/base@sha256:${'0'.repeat(64)}`,
        '--format',
        'modelkit',
      ],
      '--base is for modelcar',
    ],
    [['--file', 'Kitfile'], '--file is for modelkit and modelpack'],
    [['--keep-modes'], '--keep-modes is for modelkit and modelpack'],
    [['--artifact-type', 'a/b'], '--artifact-type is for artifact'],
    [
      ['--unpack-folders', '--format', 'modelpack'],
      '--unpack-folders is for artifact',
    ],
    [['--platform', 'linux'], "'linux' is no platform"],
    [
      ['--file', 'nope', '--format', 'modelkit'],
      'The Kitfile nope cannot be read',
    ],
  ])('refuses %p, with 2', async (args, said) => {
    const { exitCode, stderr } = await pack(...args);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(2);
  });

  describe('with --output', () => {
    it('writes an OCI layout in which each blob has its digest', async () => {
      const { digest, layers, configs } = await packJson(
        '--output',
        'layout',
        '--platform',
        'linux/amd64',
        '--platform',
        'linux/arm64',
      );
      const layout = path.join(workplace.dir, 'layout');
      expect(
        JSON.parse(await readFile(path.join(layout, 'oci-layout'), 'utf8')),
      ).toEqual({ imageLayoutVersion: '1.0.0' });
      const index = JSON.parse(
        await readFile(path.join(layout, 'index.json'), 'utf8'),
      );
      expect(index.manifests).toMatchObject([{ digest }]);
      const blobs = await readdir(path.join(layout, 'blobs/sha256'));
      const images = JSON.parse(
        await readFile(
          path.join(layout, 'blobs', digest.replace(':', '/')),
          'utf8',
        ),
      );
      const expected = [{ digest }, ...layers, ...configs, ...images.manifests];
      expect(blobs.sort()).toEqual(
        [
          ...new Set(expected.map(blob => blob.digest.slice('sha256:'.length))),
        ].sort(),
      );
      for (const blob of blobs) {
        const bytes = await readFile(path.join(layout, 'blobs/sha256', blob));
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(blob);
      }
    });

    it('writes into nothing that holds something, with 3', async () => {
      const { exitCode, stderr } = await pack('--output', 'iris');
      expect(stderr).toContain('[OUTPUT_NOT_EMPTY]');
      expect(exitCode).toBe(3);
    });
  });

  it('leaves to the ModelKit that brings the model what that one has, as kit does', async () => {
    const parent = await workplace.publishIris('modelkit');
    await workplace.writeFolder('child', {
      Kitfile: `manifestVersion: 1.0.0\nmodel:\n  path: ${parent}\ncode:\n  - path: .\n`,
      'README.md': '# Child\n',
      'train.py': 'pass\n',
    });
    const run = await workplace.waybill([
      'pack',
      'child',
      '--format',
      'modelkit',
      '--plain-http',
      '--json',
    ]);
    const { files } = JSON.parse(run.stdout);
    expect(files.map((file: { path: string }) => file.path)).toEqual([
      'train.py',
    ]);
  });

  it('says so where the ModelKit that brings the model is not there', async () => {
    await workplace.writeFolder('child', {
      Kitfile: `manifestVersion: 1.0.0\nmodel:\n  path: ${workplace.host}/models/none:1\ndocs:\n  - path: README.md\n`,
      'README.md': '# Child\n',
    });
    const { exitCode, stderr } = await workplace.waybill([
      'pack',
      'child',
      '--format',
      'modelkit',
      '--plain-http',
    ]);
    expect(stderr).toContain('[NOT_FOUND]');
    expect(exitCode).toBe(4);
  });
});
