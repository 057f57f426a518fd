import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill inspect', () => {
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

  it('tells what the manifest says', async () => {
    const { stdout } = await waybill('inspect', source);
    expect(stdout).toMatch(
      /^\S+\/models\/iris@sha256:\S+\nFormat: {2}modelkit\nType: {4}application\/vnd\.oci\.image\.manifest\.v1\+json\nSize: {4}\d/,
    );
  });

  it('lists layers and files, and tells licenses and Kitfile', async () => {
    const { stdout } = await waybill('inspect', source, '--files', '--details');
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
