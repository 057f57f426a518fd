import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startGitRemote } from '@waybill/sandbox';
import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill import', () => {
  let workplace: TestWorkplace;
  let source: string;

  const waybill = (...args: string[]) =>
    workplace.waybill([...args, '--plain-http']);
  const waybillJson = async (...args: string[]) =>
    JSON.parse((await waybill(...args, '--json')).stdout);

  beforeAll(async () => {
    workplace = await TestWorkplace.open();
    source = await workplace.publishIris('modelkit');
  });

  afterAll(() => workplace.close());

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
    file = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/model.onnx`;
  });

  afterAll(() => {
    hub.closeAllConnections();
    hub.close();
  });

  const target = (name: string) => `${workplace.host}/imports/${name}:1.0.0`;

  it('takes a file of a web server into a package', async () => {
    const document = await waybillJson('import', file, target('web'), '--yes');
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
    const { exitCode, stderr } = await waybill('import', file, target('none'));
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

  it('takes a folder of a Git repository, as it was at a revision', async () => {
    const git = await startGitRemote({
      dir: path.join(workplace.dir, 'git'),
      port: 0,
      username: 'acme',
      token: 'test-token',
    });
    try {
      const call = (place: string, body: object) =>
        fetch(`${git.url}/api/v1${place}`, {
          method: 'POST',
          headers: {
            authorization: 'token test-token',
            'content-type': 'application/json',
          },
          body: JSON.stringify(body),
        });
      await call('/user/repos', { name: 'models' });
      const content = Buffer.from('weights').toString('base64');
      await call('/repos/acme/models/contents', {
        files: [{ operation: 'create', path: 'iris/model.onnx', content }],
      });
      const document = await waybillJson(
        'import',
        `git+${git.url}/acme/models.git//iris?ref=main`,
        target('git'),
        '--yes',
      );
      expect(document).toMatchObject({
        status: 'pushed',
        source: { kind: 'git', files: [{ path: 'model.onnx', sizeBytes: 7 }] },
      });
      expect(document.source.revision).toMatch(/^[0-9a-f]{40}$/);
    } finally {
      await git.stop();
    }
  });

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
