import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill push', () => {
  let workplace: TestWorkplace;
  let target: string;

  beforeEach(async () => {
    workplace = await TestWorkplace.open();
    target = `${workplace.host}/models/iris:1.0.0`;
    await workplace.writeFolder('iris', {
      'model.joblib': 'weights',
      'config/settings.json': '{}',
    });
  });

  afterEach(() => workplace.close());

  const push = (...args: string[]) =>
    workplace.waybill(['push', 'iris', target, '--plain-http', ...args]);

  it('sends a package and prints where it is by digest', async () => {
    const { exitCode, stdout, stderr } = await push();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(
        `^Pushed ${target} \\(modelcar, 4\\.\\d kB, 2 files\\)\n${workplace.host}/models/iris@sha256:[0-9a-f]{64}\n$`,
      ),
    );
    expect(await workplace.tagsOf('models/iris')).toEqual(['1.0.0']);
  });

  it('prints one document with --json, and the same digest for the same files', async () => {
    const first = JSON.parse((await push('--json')).stdout);
    expect(first).toMatchObject({
      command: 'push',
      status: 'pushed',
      reference: target,
      pinnedReference: `${workplace.host}/models/iris@${first.digest}`,
      format: 'modelcar',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar' }],
      files: [
        { path: 'config/settings.json', sizeBytes: 2 },
        { path: 'model.joblib', sizeBytes: 7 },
      ],
    });
    const again = JSON.parse((await push('--json')).stdout);
    expect(again).toEqual({ ...first, status: 'present' });
  });

  it('prints the pinned reference alone with --quiet', async () => {
    const { stdout, stderr } = await push('--quiet');
    expect(stdout).toMatch(/^\S+@sha256:[0-9a-f]{64}\n$/);
    expect(stderr).toBe('');
  });

  it('takes annotations', async () => {
    const { stdout } = await push(
      '-a',
      'org.example.a=b=c',
      '-a',
      'org.example.b=',
      '--json',
    );
    expect(JSON.parse(stdout).annotations).toEqual({
      'org.example.a': 'b=c',
      'org.example.b': '',
    });
  });

  it('refuses a tag that names something else, with 3', async () => {
    await push();
    await appendFile(path.join(workplace.dir, 'iris/model.joblib'), '!');
    const { exitCode, stdout, stderr } = await push();
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^error: .* is sha256:\S+ already, .*versions are immutable.* \[TAG_EXISTS\]\n$/,
    );
  });

  it('reports a failure as JSON as well', async () => {
    await push();
    await appendFile(path.join(workplace.dir, 'iris/model.joblib'), '!');
    const { stdout } = await push('--json');
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'TAG_EXISTS',
        exitCode: 3,
        message: expect.stringContaining('versions are immutable'),
      },
    });
  });

  describe('with --dry-run', () => {
    it('says what would be sent and sends nothing', async () => {
      const planned = await push('--dry-run');
      expect(planned.exitCode).toBe(0);
      expect(planned.stdout).toContain('Files (2):');
      expect(planned.stdout).toContain(
        `Dry run: ${target} would be written; nothing was sent`,
      );
      expect(await workplace.tagsOf('models/iris')).toEqual([]);
    });

    it('gives the digest that a push gives', async () => {
      const planned = await push('--dry-run', '--quiet');
      expect((await push('--quiet')).stdout).toBe(planned.stdout);
    });

    it('says that it is there, or that it would be refused', async () => {
      await push();
      expect((await push('-n')).stdout).toContain(
        'is there already, nothing would be sent',
      );
      await appendFile(path.join(workplace.dir, 'iris/model.joblib'), '!');
      const refused = await push('-n');
      expect(refused.exitCode).toBe(3);
      expect(refused.stdout).toContain('would be refused');
    });
  });

  describe('when it is called wrongly', () => {
    it.each([
      [['push'], "missing required argument 'directory'"],
      [['push', 'iris'], "missing required argument 'reference'"],
      [['push', 'iris', 'a', 'b'], 'too many arguments'],
      [
        ['push', 'iris', 'r.example/iris:1', '--nope'],
        "unknown option '--nope'",
      ],
      [
        ['push', 'iris', 'r.example/iris:1', '--format', 'zip'],
        "'zip' is invalid",
      ],
      [
        ['push', 'iris', 'r.example/iris:1', '-a', 'novalue'],
        'Give it as key=value',
      ],
      [
        ['push', 'iris', 'r.example/iris:1', '-a', 'a=1', '-a', 'a=2'],
        "'a' is there twice",
      ],
      [['push', 'iris', 'r.example/iris'], 'says no version to write'],
      [
        ['push', 'iris', `r.example/iris@sha256:${'0'.repeat(64)}`],
        'has a digest',
      ],
      [['push', 'iris', 'iris:1'], 'INVALID_REFERENCE'],
      [
        ['push', 'iris', 'r.example/iris:1', '--base', 'r.example/base:1'],
        'has no digest',
      ],
      [['push', 'iris', 'r.example/iris:1', '--username', 'me'], 'together'],
      [
        ['push', 'iris', 'r.example/iris:1', '--ca-file', 'no.pem'],
        'no.pem (--ca-file) cannot be read',
      ],
      [['psuh'], 'Did you mean push?'],
    ])('says so of %p, with 2', async (args, said) => {
      const { exitCode, stdout, stderr } = await workplace.waybill(args);
      expect(stderr).toContain(said);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    });
  });

  it('says so as JSON as well', async () => {
    const { exitCode, stdout } = await push('--nope', '--json');
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'USAGE',
        exitCode: 2,
        message: expect.stringContaining("unknown option '--nope'"),
      },
    });
    expect(exitCode).toBe(2);
  });

  it('refuses the tag latest, with 3', async () => {
    const { exitCode, stderr } = await workplace.waybill([
      'push',
      'iris',
      `${workplace.host}/models/iris:latest`,
      '--plain-http',
    ]);
    expect(stderr).toContain('[TAG_LATEST]');
    expect(exitCode).toBe(3);
  });

  it('ends with 4 where there is no folder', async () => {
    const { exitCode, stderr } = await workplace.waybill([
      'push',
      'nowhere',
      target,
    ]);
    expect(stderr).toContain("There is no folder 'nowhere'");
    expect(exitCode).toBe(4);
  });

  it('ends with 6 where nobody answers, and speaks of options and not of the portal', async () => {
    await workplace.registry.stop();
    const { exitCode, stderr } = await push();
    expect(stderr).toMatch(
      /^error: The registry \S+ cannot be reached \(ECONNREFUSED\)\. .*--plain-http.* \[UNREACHABLE\]\n$/,
    );
    expect(stderr).not.toContain('waybill.registries');
    expect(exitCode).toBe(6);
  }, 60_000);

  describe('when a signal comes', () => {
    it('stops with its code and leaves no tag', async () => {
      await workplace.writeFolder('large', {
        'weights.bin': randomBytes(64 * 1024 * 1024),
      });
      const aborter = new AbortController();
      const reason = Object.assign(new Error('Interrupted by SIGINT'), {
        code: 'INTERRUPTED',
        exitCode: 130,
      });
      const terminal = { signal: aborter.signal, isTTY: true };
      const running = workplace.waybill(
        ['push', 'large', target, '--plain-http', '--no-cache'],
        { ...terminal },
      );
      aborter.abort(reason);
      const { exitCode, stderr } = await running;
      expect(stderr).toContain('Interrupted by SIGINT [INTERRUPTED]');
      expect(exitCode).toBe(130);
      expect(await workplace.tagsOf('models/iris')).toEqual([]);
    });
  });

  describe('with the cache of digests', () => {
    const cacheFile = () =>
      path.join(workplace.dir, '.cache/waybill/digests.json');

    it('remembers what it has hashed, in the cache folder of the user', async () => {
      await push();
      expect(
        JSON.parse(await readFile(cacheFile(), 'utf8')).digests,
      ).toHaveLength(1);
    });

    it('writes none with --no-cache', async () => {
      await push('--no-cache');
      await expect(readFile(cacheFile())).rejects.toThrow('ENOENT');
    });

    it('is not hindered by one that cannot be read', async () => {
      await mkdir(path.dirname(cacheFile()), { recursive: true });
      await writeFile(cacheFile(), 'no JSON');
      expect((await push()).exitCode).toBe(0);
    });
  });
});
