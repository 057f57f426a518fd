import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill unpack', () => {
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

  it('lists with --dry-run what the filters want', async () => {
    const document = await waybillJson(
      ...['unpack', source, '-d', 'nowhere', '-n', '--filter', 'docs'],
    );
    expect(document).toMatchObject({
      status: 'planned',
      files: [{ path: 'README.md' }],
    });
  });

  it('lists with --dry-run and writes nothing', async () => {
    const { stdout } = await waybill('unpack', source, '-d', 'nowhere', '-n');
    expect(stdout).toContain('would be unpacked to nowhere');
    expect(stdout).toContain('model.joblib');
    await expect(readdir(path.join(workplace.dir, 'nowhere'))).rejects.toThrow(
      'ENOENT',
    );
  });
});
