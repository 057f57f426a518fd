import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import { exitCodeOfVerdict, verdictLines } from './describeVerdict';

const VERDICT: Verdict = {
  state: 'verified',
  reason: 'SignatureVerified',
  message: 'Signed by the release workflow.',
  digest: `sha256:${'a'.repeat(64)}`,
  policy: 'release',
  signer: {
    identity: {
      subject: 'https://github.example/acme/iris/\u001b[2Jship.yaml',
      issuer: 'https://issuer.example',
    },
  },
  signedAt: '2026-11-21T10:00:00Z',
  logEntry: { logIndex: '42', logId: 'abcd' },
  forms: ['bundle'],
  attestations: [
    {
      predicateType: 'https://slsa.dev/provenance/v1',
      form: 'bundle',
      isAccepted: false,
      reason: 'KeyMismatch',
    },
    {
      predicateType: 'https://slsa.dev/provenance/v1',
      form: 'legacy',
      isAccepted: false,
      reason: 'KeyMismatch',
    },
  ],
  findings: [
    {
      form: 'legacy',
      reason: 'SubjectMismatch',
      message: 'Of another digest.',
    },
  ],
  checkedAt: '2026-11-21T11:00:00Z',
};

describe('verdictLines', () => {
  it('says who, when, how it is known, and what does not count', () => {
    expect(verdictLines(VERDICT, 'r.example/iris@sha256:aa')).toEqual([
      'verified: r.example/iris@sha256:aa',
      'Reason:   SignatureVerified',
      '          Signed by the release workflow.',
      'Signer:   https://github.example/acme/iris/\uFFFD[2Jship.yaml (https://issuer.example)',
      'Time:     2026-11-21T10:00:00Z',
      'Log:      entry 42 of abcd',
      'Policy:   release',
      'Forms:    bundle',
      'Attested: SLSA provenance (not accepted: KeyMismatch)',
      'Finding:  legacy: SubjectMismatch: Of another digest.',
    ]);
  });

  it('claims no time of what is not verified', () => {
    const lines = verdictLines(
      {
        ...VERDICT,
        state: 'untrusted',
        reason: 'KeyMismatch',
        signer: { keyHint: 'aGludA==' },
        signedAt: undefined,
      },
      'x',
    );
    expect(lines).toContain(
      'Signer:   a key that is not known here (aGludA==)',
    );
    expect(lines.join()).not.toContain('Time:');
  });
});

describe('exitCodeOfVerdict', () => {
  it.each([
    ['verified', 'SignatureVerified', 0],
    ['untrusted', 'KeyMismatch', 3],
    ['unsigned', 'NoSignature', 3],
    ['unknown', 'RegistryUnavailable', 6],
    ['unknown', 'TrustRootUnavailable', 6],
    ['unknown', 'DigestNotFound', 4],
    ['what a later version says', 'KeyMismatch', 3],
  ] as const)('gives for %s (%s): %d', (state, reason, exitCode) => {
    expect(
      exitCodeOfVerdict({
        ...VERDICT,
        state: state as Verdict['state'],
        reason,
      }),
    ).toBe(exitCode);
  });
});
