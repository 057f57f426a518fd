import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill check', () => {
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

  it.each([[['check']], [['check', 'r.example/a:1', '--format', 'modelcar']]])(
    'wants a package or a format: %p',
    async args => {
      const { exitCode } = await workplace.waybill(args);
      expect(exitCode).toBe(2);
    },
  );
});
