import { TestWorkplace } from '../../__testUtils__/TestWorkplace';

describe('waybill diff', () => {
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
    expect((await waybill('diff', source, other, '--exit-code')).exitCode).toBe(
      1,
    );
    const same = await waybill('diff', source, source, '--exit-code');
    expect(same.exitCode).toBe(0);
    expect(same.stdout).toContain('hold the same');
  });
});
