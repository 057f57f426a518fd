import { decide, policy, signature } from './__testUtils__/verdictInput';
import {
  type CertificateIdentity,
  type SignatureMaterial,
  type SignatureOutcome,
} from './signatureMaterial';
import type { TrustPolicy } from './trustPolicy';

const KEYLESS: TrustPolicy = {
  ...policy('keyless', 'r.example/models/*'),
  identities: [
    {
      name: 'release workflow',
      issuer: 'https://token.actions.example.com',
      subject:
        'https://github.example/acme/*/.github/workflows/release.yaml@refs/tags/*',
    },
  ],
  trustRoot: 'company',
};
const WORKFLOW: CertificateIdentity = {
  issuer: 'https://token.actions.example.com',
  subject:
    'https://github.example/acme/iris/.github/workflows/release.yaml@refs/tags/1.0.0',
  notBefore: '2026-11-21T11:00:00Z',
  notAfter: '2026-11-21T11:10:00Z',
};
const LOGGED = {
  logIndex: '42',
  logId: 'ab'.repeat(32),
  integratedAt: '2026-11-21T11:05:00Z',
};
const byCertificate = (
  outcome: SignatureOutcome = 'valid',
  more: Partial<SignatureMaterial> = {},
) =>
  signature(outcome, {
    policy: undefined,
    keyName: undefined,
    keyHint: undefined,
    certificate: WORKFLOW,
    trustRoot: 'company',
    ...more,
  });

describe('decideVerdict of what is signed by certificate', () => {
  const decideKeyless = (
    material: SignatureMaterial[],
    more: Partial<TrustPolicy> = {},
  ) => decide(material, { policies: [{ ...KEYLESS, ...more }] });

  it('says who signed, when, and which log entry shows it', () => {
    expect(
      decideKeyless([byCertificate('valid', { logEntry: LOGGED })]),
    ).toMatchObject({
      state: 'verified',
      policy: 'keyless',
      signer: {
        identity: { subject: WORKFLOW.subject, issuer: WORKFLOW.issuer },
      },
      signedAt: '2026-11-21T11:05:00Z',
      logEntry: LOGGED,
      message: `Signed by '${WORKFLOW.subject}' (${WORKFLOW.issuer}), which the policy 'keyless' accepts.`,
    });
  });

  it.each<[string, SignatureMaterial, Partial<TrustPolicy>, string]>([
    [
      'another issuer',
      byCertificate('valid', {
        certificate: { ...WORKFLOW, issuer: 'https://elsewhere.example' },
      }),
      {},
      'IssuerMismatch',
    ],
    [
      'another workflow',
      byCertificate('valid', {
        certificate: { ...WORKFLOW, subject: `${WORKFLOW.subject}/more` },
      }),
      {},
      'IdentityMismatch',
    ],
    [
      'another trust root',
      byCertificate('valid', { trustRoot: 'public-good' }),
      {},
      'CertificateUntrusted',
    ],
    [
      'a policy with keys only',
      byCertificate(),
      { identities: [] },
      'KeyMismatch',
    ],
    [
      'no log entry where one is asked for',
      byCertificate(),
      { transparencyLog: 'required' },
      'LogEntryMissing',
    ],
    [
      'a log entry that another trust root verified',
      signature('valid', {
        policy: 'keyless',
        logEntry: LOGGED,
        trustRoot: 'public-good',
      }),
      {
        transparencyLog: 'required',
        keys: [{ name: 'default', publicKeyPem: 'PEM' }],
      },
      'LogEntryMissing',
    ],
    [
      'no timestamp where one is asked for',
      byCertificate('valid', { logEntry: LOGGED }),
      { timestamp: 'required' },
      'TimestampMissing',
    ],
    [
      'a certificate of nobody',
      byCertificate('certificate-untrusted'),
      {},
      'CertificateUntrusted',
    ],
    [
      'an expired certificate',
      byCertificate('certificate-expired'),
      {},
      'CertificateExpired',
    ],
    ['no proof of time', byCertificate('time-unproven'), {}, 'TimeUnproven'],
    [
      'a false log entry',
      byCertificate('log-entry-invalid'),
      {},
      'LogEntryInvalid',
    ],
    [
      'a log entry of something else',
      byCertificate('log-entry-mismatch'),
      {},
      'LogEntryMismatch',
    ],
    [
      'a false timestamp',
      byCertificate('timestamp-invalid'),
      {},
      'TimestampInvalid',
    ],
    [
      'a signature moved here',
      byCertificate('replayed'),
      {},
      'SignatureReplayed',
    ],
  ])('refuses %s, and says so', (_, entry, changes, reason) => {
    const verdict = decideKeyless([entry], changes);
    expect(verdict).toMatchObject({
      state: 'untrusted',
      reason,
      findings: [{ reason, form: 'bundle' }],
    });
    expect(verdict.message).toBe(verdict.findings[0].message);
  });

  it('does not know where the trust root is not to be had', () => {
    expect(
      decideKeyless([
        byCertificate('not-checked', { message: 'the mirror does not answer' }),
      ]),
    ).toMatchObject({ state: 'unknown', reason: 'TrustRootUnavailable' });
  });

  it('lists what does not count beside a good signature', () => {
    expect(
      decideKeyless([
        byCertificate('certificate-expired', { source: 'sha256:old' }),
        byCertificate(),
      ]),
    ).toMatchObject({
      state: 'verified',
      findings: [{ reason: 'CertificateExpired', source: 'sha256:old' }],
    });
  });
});
