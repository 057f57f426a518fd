import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkplace } from '../../__testUtils__/TestWorkplace';
import { writeKeyPair } from '../../__testUtils__/keyPairs';

describe('waybill verify', () => {
  let workplace: TestWorkplace;
  let signed: string;
  let unsigned: string;

  const waybill = (...args: string[]) =>
    workplace.waybill([...args, '--plain-http']);

  beforeAll(async () => {
    workplace = await TestWorkplace.open();
    await writeKeyPair(workplace, 'release');
    await writeKeyPair(workplace, 'other');
    signed = await workplace.publishIris('modelcar', 'signed');
    await waybill('sign', signed, '--key', 'release.key');
    await workplace.writeFolder('unsigned', { 'model.onnx': 'other weights' });
    unsigned = `${workplace.host}/models/unsigned:1.0.0`;
    await waybill('push', 'unsigned', unsigned);
  });
  afterAll(() => workplace.close());

  it('ends with 0 for verified, and says by whose word', async () => {
    const run = await waybill('verify', signed, '--key', 'release.pub');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout.replace(/sha256:[0-9a-f]{64}/g, 'DIGEST'))
      .toBe(`verified: ${workplace.host}/models/signed@DIGEST
Reason:   SignatureVerified
          Signed with the key 'release.pub', which the policy 'command line' accepts.
Signer:   the key release.pub
Time:     nothing proves when
Policy:   command line
Forms:    bundle, legacy
`);
  });

  it('prints the whole verdict with --json, and the digest with -q', async () => {
    const { stdout } = await waybill(
      ...['verify', signed, '-k', 'other.pub', '-k', 'release.pub', '--json'],
    );
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      command: 'verify',
      state: 'verified',
      reference: signed,
      signer: { keyName: 'release.pub' },
      policy: 'command line',
      findings: [],
    });
    const quiet = await waybill('verify', signed, '-k', 'release.pub', '-q');
    expect(quiet.stdout).toBe(`${document.pinnedReference}\n`);
  });

  it.each([
    ['untrusted', 'KeyMismatch', () => signed, ['-k', 'other.pub']],
    ['unsigned', 'NoSignature', () => unsigned, ['-k', 'release.pub']],
    [
      'untrusted',
      'AttestationMissing',
      () => signed,
      ['-k', 'release.pub', '--require-attestation', 'slsaprovenance1'],
    ],
  ])('ends with 3 for %s (%s)', async (state, reason, reference, args) => {
    const run = await waybill('verify', reference(), ...args);
    expect(run.stdout).toContain(`${state}: `);
    expect(run.stdout).toContain(`Reason:   ${reason}\n`);
    expect(run.exitCode).toBe(3);
    const quiet = await waybill('verify', reference(), ...args, '-q');
    expect(quiet.stdout).toBe('');
    expect(quiet.stderr).toContain(`[${reason}]\n`);
  });

  it('asks for a log entry where it is to', async () => {
    const run = await waybill(
      ...['verify', signed, '--key', 'release.pub', '--require-log'],
    );
    expect(run.stdout).toContain('Reason:   LogEntryMissing');
    expect(run.exitCode).toBe(3);
  });

  it('ends with 6 where the registry is away', async () => {
    const run = await waybill(
      ...['verify', '127.0.0.1:1/models/iris:1.0.0', '-k', 'release.pub'],
    );
    expect(run.stderr).toContain('[UNREACHABLE]');
    expect(run.exitCode).toBe(6);
  }, 60_000);

  it('takes the policies of the portal, with files beside them', async () => {
    const key = await readFile(path.join(workplace.dir, 'release.pub'), 'utf8');
    await workplace.writeFolder('policies', {
      'keys/release.pub': key,
      'trust.yaml': `waybill:
  verification:
    policies:
      - name: release
        repositories: ['${workplace.host}/models/**']
        keys: [{ name: release, publicKeyFile: keys/release.pub }]
`,
      'others.yaml': `policies:
  - name: others
    repositories: [elsewhere.example/**]
    keys: [{ name: release, publicKeyFile: keys/release.pub }]
`,
    });
    const run = await waybill(
      'verify',
      signed,
      '--policy',
      'policies/trust.yaml',
    );
    expect(run.stdout).toContain('Policy:   release\n');
    expect(run.exitCode).toBe(0);
    const others = await waybill(
      ...['verify', signed, '--policy', 'policies/others.yaml'],
    );
    expect(others.stdout).toContain('Reason:   NoMatchingPolicy');
    expect(others.exitCode).toBe(3);
  });

  it('takes a key from the environment', async () => {
    const key = await readFile(path.join(workplace.dir, 'release.pub'), 'utf8');
    const run = await workplace.waybill(
      ['verify', signed, '--key', 'env://RELEASE_KEY', '--plain-http'],
      { env: { RELEASE_KEY: key } },
    );
    expect(run.exitCode).toBe(0);
  });

  it.each([
    [['r.example/a:1'], 'Say whom to trust'],
    [['r.example/a:1', '--certificate-identity', 'a@b.c'], 'belong together'],
    [['r.example/a:1', '--policy', 'x', '-k', 'y'], 'leave one of them out'],
    [['r.example/a:1', '--policy', 'release.pub'], 'waybill.verification'],
    [['r.example/a:1', '-k', 'none.pub'], '[FILE_UNREADABLE]'],
    [['r.example/a:1', '-k', 'env://NONE'], 'is not set'],
    [['r.example/a:1', '-k', 'release.key'], '[CONFIG_INVALID]'],
    [
      ['r.example/a:1', '-k', 'release.pub', '--require-attestation', 'what'],
      'no type of attestation',
    ],
    [
      [
        ...['r.example/a:1', '--certificate-identity', '**'],
        ...['--certificate-oidc-issuer', 'https://issuer.example'],
      ],
      '[CONFIG_INVALID]',
    ],
  ])('refuses %j with 2', async (args, said) => {
    const run = await waybill('verify', ...args);
    expect(run.stderr).toContain(said);
    expect(run.exitCode).toBe(2);
  });
});
