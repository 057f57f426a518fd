import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill copy', () => {
  let workplace: TestWorkplace;
  let source: string;

  const waybill = (...args: string[]) =>
    workplace.waybill([...args, '--plain-http']);
  const waybillJson = async (...args: string[]) =>
    JSON.parse((await waybill(...args, '--json')).stdout);

  beforeAll(async () => {
    workplace = await TestWorkplace.open();
    source = await workplace.publishIris('modelkit');
    await workplace.publishIris('modelcar', 'car');
  });

  afterAll(() => workplace.close());

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
