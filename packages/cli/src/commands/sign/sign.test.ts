import { TestWorkplace } from '../../__testUtils__/TestWorkplace';
import { writeCosignKeyPair, writeKeyPair } from '../../__testUtils__/keyPairs';

const PASSWORD = 'p4ss word';

describe('waybill sign', () => {
  let workplace: TestWorkplace;

  beforeAll(async () => {
    workplace = await TestWorkplace.open();
    await writeKeyPair(workplace, 'plain');
    await writeCosignKeyPair(workplace, 'locked', PASSWORD);
  });
  afterAll(() => workplace.close());

  const waybill = (
    args: readonly string[],
    options: Parameters<TestWorkplace['waybill']>[1] = {},
  ) => workplace.waybill([...args, '--plain-http'], options);

  it('signs the digest of a tag in both forms, and finds that it has', async () => {
    const reference = await workplace.publishIris('modelcar', 'twice');
    const sign = ['sign', reference, '--key', 'plain.key'];
    const first = JSON.parse((await waybill([...sign, '--json'])).stdout);
    expect(first).toMatchObject({
      command: 'sign',
      status: 'signed',
      reference,
      pinnedReference: expect.stringMatching(/twice@sha256:[0-9a-f]{64}$/),
      signer: { name: 'plain.key' },
      digests: [{ digest: first.digest, added: ['bundle', 'legacy'] }],
    });
    expect(await workplace.tagsOf('models/twice')).toContain(
      `${first.digest.replace(':', '-')}.sig`,
    );
    const again = await waybill(sign);
    expect(again.stdout).toBe(
      `${first.pinnedReference} is signed with the key plain.key already: nothing was added\n`,
    );
    const quiet = await waybill([...sign, '-q']);
    expect(quiet.stdout).toBe(`${first.pinnedReference}\n`);
  });

  it('signs the images of an index with --recursive', async () => {
    await workplace.writeFolder('index', { 'model.onnx': 'weights' });
    const reference = `${workplace.host}/models/index:1.0.0`;
    await waybill([
      ...['push', 'index', reference],
      ...['--platform', 'linux/amd64', '--platform', 'linux/arm64'],
    ]);
    const run = await waybill([
      ...['sign', reference, '-k', 'plain.key', '--recursive', '--json'],
    ]);
    expect(JSON.parse(run.stdout).digests).toHaveLength(3);
  });

  it('does nothing with --dry-run', async () => {
    const reference = await workplace.publishIris('modelcar', 'dry');
    const run = await waybill(['sign', reference, '-k', 'plain.key', '-n']);
    expect(run.stdout).toMatch(
      /^Dry run: \S+dry@sha256:\S+ would be signed with the key plain\.key, /,
    );
    expect(await workplace.tagsOf('models/dry')).toEqual(['1.0.0']);
  });

  describe('with a key that has a password', () => {
    let sign: string[];
    beforeAll(async () => {
      const reference = await workplace.publishIris('modelcar', 'locked');
      sign = ['sign', reference, '--key', 'locked.key'];
    });

    it('takes it from COSIGN_PASSWORD', async () => {
      const env = { COSIGN_PASSWORD: PASSWORD };
      expect((await waybill(sign, { env })).exitCode).toBe(0);
    });

    it('asks for it on a terminal, and shows nothing of it', async () => {
      const run = await waybill(sign, {
        isTTY: true,
        isStdinTTY: true,
        stdin: `x\u007f${PASSWORD}\r`,
      });
      expect(run.exitCode).toBe(0);
      expect(run.stderr).toContain('Password of the key locked.key: ');
      expect(run.stderr + run.stdout).not.toContain(PASSWORD);
    });

    it('says what to set where nobody can be asked', async () => {
      const run = await waybill(sign);
      expect(run.stderr).toContain('set COSIGN_PASSWORD. [USAGE]');
      expect(run.exitCode).toBe(2);
    });

    it('never shows one that is wrong', async () => {
      const env = { COSIGN_PASSWORD: 'wr0ng-secret' };
      const run = await waybill([...sign, '--verbose', '--json'], { env });
      expect(run.stderr).toContain('[WRONG_PASSWORD]');
      expect(run.exitCode).toBe(2);
      expect(run.stdout + run.stderr).not.toContain('wr0ng-secret');
    });
  });

  it.each([
    [['sign'], 'Say what to sign', 2],
    [['sign', 'r.example/a:1'], 'Say who signs', 2],
    [['sign', 'r.example/a:1', '-k', 'k', '--keyless'], 'Say who signs', 2],
    [
      ['sign', 'r.example/a:1', '-k', 'k', '--rekor-url', 'https://r.test'],
      '--rekor-url is for --keyless',
      2,
    ],
    [['sign', 'r.example/a:latest', '-k', 'plain.key'], '[TAG_LATEST]', 3],
    [['sign', 'r.example/a', '-k', 'plain.key'], 'no version in it', 2],
    [['sign', 'r.example/a:1', '-k', 'none.key'], '[KEY_UNREADABLE]', 2],
    [['sign', 'r.example/a:1', '-k', 'awskms://x'], '[KEY_UNSUPPORTED]', 2],
  ])('refuses %j', async (args, said, exitCode) => {
    const run = await waybill(args);
    expect(run.stderr).toContain(said);
    expect(run.exitCode).toBe(exitCode);
  });

  it('wants the identity of a run for --keyless, and finds a digest that is not there', async () => {
    const reference = await workplace.publishIris('modelcar', 'keyless');
    const run = await waybill(['sign', reference, '--keyless']);
    expect(run.stderr).toContain('[IDENTITY_TOKEN_MISSING]');
    expect(run.exitCode).toBe(5);
    const absent = await waybill([
      ...['sign', `${workplace.host}/models/none:1`, '-k', 'plain.key'],
    ]);
    expect(absent.stderr).toContain('[NOT_FOUND]');
    expect(absent.exitCode).toBe(4);
  });
});
