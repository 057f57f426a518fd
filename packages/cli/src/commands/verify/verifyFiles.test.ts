import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkplace } from '../../__testUtils__/TestWorkplace';
import { writeKeyPair } from '../../__testUtils__/keyPairs';

describe('the files of a folder', () => {
  let workplace: TestWorkplace;
  let folder: string;

  const waybill = (...args: string[]) => workplace.waybill(args);
  const sign = (...args: string[]) =>
    waybill('sign', '--files', 'iris', '--key', 'release.key', ...args);
  const verify = (...args: string[]) =>
    waybill('verify', '--files', 'iris', '--key', 'release.pub', ...args);

  beforeEach(async () => {
    workplace = await TestWorkplace.open();
    await writeKeyPair(workplace, 'release');
    await writeKeyPair(workplace, 'other');
    folder = await workplace.writeFolder('iris', {
      'model.joblib': 'weights',
      'docs/README.md': '# Iris\n',
      '.git/config': 'not of the model',
    });
  });
  afterEach(() => workplace.close());

  it('are signed into model.sig, and verified by it', async () => {
    const signed = await sign();
    expect(signed).toMatchObject({
      exitCode: 0,
      stdout:
        'Signed 2 files of iris with the key release.key, into iris/model.sig\n',
    });
    const verified = await verify();
    expect(verified.stdout.replace(/sha256:[0-9a-f]{64}/, 'DIGEST'))
      .toBe(`verified: iris
Model:    DIGEST
Signer:   the key release.pub
Time:     nothing proves when
Policy:   command line
`);
    expect(verified.exitCode).toBe(0);
    // signing anew replaces the signature, which is no part of the model
    await sign();
    expect((await verify('-q')).stdout).toBe('iris\n');
    expect((await readdir(folder)).sort()).toEqual([
      '.git',
      'docs',
      'model.joblib',
      'model.sig',
    ]);
  });

  it('can have their signature elsewhere', async () => {
    await sign('-o', 'elsewhere.sig', '-q');
    expect(await readdir(folder)).not.toContain('model.sig');
    expect((await verify('--signature', 'elsewhere.sig')).exitCode).toBe(0);
  });

  it.each([
    [
      'ChangedFile',
      () => writeFile(path.join(folder, 'model.joblib'), 'other weights'),
    ],
    ['ExtraFile', () => writeFile(path.join(folder, 'more.bin'), 'x')],
    ['MissingFile', () => rm(path.join(folder, 'docs/README.md'))],
  ])('are not verified with %s', async (reason, change) => {
    await sign();
    await change();
    const run = await verify();
    expect(run.stdout).toContain('not verified: iris\n');
    expect(run.stdout).toContain(`Problem:  ${reason}: `);
    expect(run.exitCode).toBe(3);
    const quiet = await verify('-q');
    expect(quiet.stdout).toBe('');
    expect(quiet.stderr).toContain(`[${reason}]\n`);
  });

  it('are not verified by another key, nor without a signature', async () => {
    const unsigned = await verify();
    expect(unsigned.stderr).toContain('[FILE_NOT_FOUND]');
    expect(unsigned.exitCode).toBe(4);
    await sign();
    const other = await waybill(
      ...['verify', '--files', 'iris', '-k', 'other.pub', '--json'],
    );
    expect(JSON.parse(other.stdout)).toMatchObject({
      command: 'verify',
      isVerified: false,
      problems: [{ reason: 'KeyMismatch' }],
    });
    expect(other.exitCode).toBe(3);
  });

  it('are not written with --dry-run', async () => {
    const run = await sign('--dry-run');
    expect(run.stdout).toMatch(/^Dry run: 2 files of iris would be signed /);
    expect(await readdir(folder)).not.toContain('model.sig');
  });

  it('keep their old signature where a new one cannot be written', async () => {
    await sign();
    const before = await readFile(path.join(folder, 'model.sig'));
    const run = await sign('-o', 'nowhere/model.sig');
    expect(run.stderr).toContain('[FILE_UNWRITABLE]');
    expect(run.exitCode).toBe(1);
    expect(await readFile(path.join(folder, 'model.sig'))).toEqual(before);
  });

  it.each([
    [['sign', 'r.example/a:1', '-o', 'x', '-k', 'release.key'], '--output is'],
    [['sign', 'r.example/a:1', '--files', 'iris'], 'Say what to sign'],
    [['sign', '--files', 'iris', '-r', '-k', 'release.key'], '--recursive is'],
    [['verify', 'r.example/a:1', '--signature', 'x'], '--signature is'],
    [['verify', '-k', 'release.pub'], 'Say what to verify'],
    [
      [
        ...['verify', '--files', 'iris', '-k', 'release.pub'],
        ...['--require-attestation', 'cyclonedx'],
      ],
      '--require-attestation is',
    ],
  ])('refuses %j with 2', async (args, said) => {
    const run = await waybill(...args);
    expect(run.stderr).toContain(said);
    expect(run.exitCode).toBe(2);
  });
});
