import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill convert', () => {
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

  const to = () => `${workplace.host}/converted/car:1.0.0`;

  it('says what it would do, does it, and finds it done', async () => {
    const planned = await waybillJson(
      ...['convert', source, to(), '--format', 'modelcar', '-n'],
    );
    expect(planned).toMatchObject({ status: 'planned', tagStatus: 'new' });
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
      digest: planned.digest,
      pinnedReference: planned.pinnedReference,
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
