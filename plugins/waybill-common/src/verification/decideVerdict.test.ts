import { decideVerdict, type VerdictInput } from './decideVerdict';
import { readTrustDemands } from './trustDemands';
import { matchesRepositoryGlob, selectPolicies } from './selectPolicies';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type CertificateIdentity,
  type SignatureMaterial,
  type SignatureOutcome,
} from './signatureMaterial';
import { listPolicyKeys, type TrustPolicy } from './trustPolicy';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const NOW = '2026-11-21T12:00:00Z';

function policy(name: string, glob: string, ...keys: string[]): TrustPolicy {
  return {
    name,
    repositories: [glob],
    keys: keys.map(key => ({ name: key, publicKeyPem: `PEM of ${key}` })),
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
  };
}

const POLICIES = [
  policy('others', 'r.example/other/*', 'default'),
  policy('portal', 'r.example/models/*', 'default', 'backup'),
  policy('wide', 'r.example/**', 'release'),
];

function signature(
  outcome: SignatureOutcome,
  more: Partial<SignatureMaterial> = {},
): SignatureMaterial {
  const form = more.form ?? 'bundle';
  return {
    form,
    kind: 'signature',
    outcome,
    ...(form === 'bundle' && { predicateType: COSIGN_SIGN_PREDICATE_TYPE }),
    ...(outcome === 'valid' && {
      policy: 'portal',
      keyName: 'default',
      keyHint: 'hint',
    }),
    ...more,
  };
}

function decide(
  material: SignatureMaterial[],
  more: Partial<VerdictInput> = {},
) {
  return decideVerdict({
    digest: DIGEST,
    repository: 'r.example/models/iris',
    policies: POLICIES,
    material,
    now: NOW,
    ...more,
  });
}

describe('decideVerdict', () => {
  it('verifies both forms by a key of a matching policy', () => {
    expect(
      decide([signature('valid'), signature('valid', { form: 'legacy' })]),
    ).toEqual({
      state: 'verified',
      reason: 'SignatureVerified',
      message:
        "Signed with the key 'default', which the policy 'portal' accepts.",
      digest: DIGEST,
      policy: 'portal',
      signer: { keyName: 'default', keyHint: 'hint' },
      forms: ['bundle', 'legacy'],
      attestations: [],
      findings: [],
      checkedAt: NOW,
    });
  });

  it('verifies by a later policy where the first accepts nothing', () => {
    expect(
      decide([
        signature('wrong-key'),
        signature('valid', {
          policy: 'wide',
          keyName: 'release',
          keyHint: undefined,
        }),
      ]),
    ).toMatchObject({
      state: 'verified',
      policy: 'wide',
      signer: { keyName: 'release' },
    });
  });

  it('warns where a bundle by somebody else hides the good legacy signature from cosign', () => {
    const verdict = decide([
      signature('wrong-key', { form: 'bundle' }),
      signature('valid', { form: 'legacy' }),
    ]);
    expect(verdict.state).toBe('verified');
    expect(verdict.forms).toEqual(['legacy']);
    expect(verdict.message).toContain('overlook the good signature');
  });

  it('verifies what was read even where more could not be read', () => {
    const problem = {
      reason: 'TooManySignatures',
      message: 'More than 50 signatures',
    } as const;
    expect(decide([signature('valid')], { problem }).state).toBe('verified');
    expect(decide([signature('wrong-key')], { problem })).toMatchObject({
      state: 'unknown',
      ...problem,
    });
  });

  it('never calls unsigned what it could not ask for', () => {
    expect(
      decide([], {
        problem: {
          reason: 'RegistryUnavailable',
          message: "The registry 'r.example' does not answer",
        },
      }),
    ).toMatchObject({
      state: 'unknown',
      reason: 'RegistryUnavailable',
      message: "The registry 'r.example' does not answer",
      policy: 'portal',
      forms: [],
    });
  });

  it('knows nothing of a digest that is not there, whatever is attached to its name', () => {
    expect(
      decide([signature('valid')], {
        problem: { reason: 'DigestNotFound', message: 'No such manifest' },
      }),
    ).toMatchObject({ state: 'unknown', reason: 'DigestNotFound' });
  });

  describe('when nothing is accepted', () => {
    it.each<[string, SignatureMaterial[], string, string, RegExp]>([
      [
        'nothing attached',
        [],
        'unsigned',
        'NoSignature',
        /^The registry holds no signature of this digest: sign it as the policy 'portal' accepts\.$/,
      ],
      [
        'a wrong key',
        [signature('wrong-key', { keyHint: 'other' })],
        'untrusted',
        'KeyMismatch',
        /by none of those whom policies accept for 'r\.example\/models\/iris' \('default', 'backup', 'release'\)/,
      ],
      [
        'a changed signature',
        [
          signature('malformed'),
          signature('invalid', {
            policy: 'portal',
            keyName: 'default',
            keyHint: 'h',
          }),
        ],
        'untrusted',
        'SignatureInvalid',
        /says that it is by the key 'default', and that does not verify it/,
      ],
      [
        'another subject',
        [signature('wrong-subject', { message: 'sha256:bbbb' })],
        'untrusted',
        'SubjectMismatch',
        /^The attached signature belongs to another digest \(sha256:bbbb\): sign this one\.$/,
      ],
      [
        'rubbish',
        [signature('malformed', { message: 'no JSON' })],
        'untrusted',
        'MalformedSignature',
        /^The attached signature cannot be read \(no JSON\): sign it again\.$/,
      ],
      [
        'an attestation',
        [
          signature('valid', {
            kind: 'attestation',
            predicateType: 'https://slsa.dev/provenance/v1',
          }),
        ],
        'unsigned',
        'NotASignature',
        /^Only an attestation \(SLSA provenance\) is attached/,
      ],
      [
        'an attestation called valid',
        [signature('valid', { predicateType: undefined })],
        'unsigned',
        'NotASignature',
        /of unknown type/,
      ],
      [
        'a key of a policy for others',
        [signature('valid', { policy: 'others' })],
        'untrusted',
        'KeyMismatch',
        /by none of those/,
      ],
      [
        'a key that the policy does not name',
        [signature('valid', { keyName: 'stranger' })],
        'untrusted',
        'KeyMismatch',
        /by none of those/,
      ],
      [
        'an outcome of a later version',
        [signature('odd' as SignatureOutcome)],
        'untrusted',
        'MalformedSignature',
        /cannot be read/,
      ],
      [
        'a wrong key beside an attestation',
        [signature('valid', { kind: 'attestation' }), signature('wrong-key')],
        'untrusted',
        'KeyMismatch',
        /by none of those/,
      ],
    ])('gives %s its own verdict', (_, material, state, reason, message) => {
      const verdict = decide(material);
      expect(verdict).toMatchObject({
        state,
        reason,
        forms: [],
        digest: DIGEST,
      });
      expect(verdict.message).toMatch(message);
    });

    it('names the claimed key', () => {
      expect(
        decide([signature('wrong-key', { keyHint: 'other' })]).signer,
      ).toEqual({ keyHint: 'other' });
      expect(
        decide([
          signature('invalid', {
            policy: 'wide',
            keyName: 'release',
            keyHint: 'h',
          }),
        ]),
      ).toMatchObject({
        policy: 'wide',
        signer: { keyName: 'release', keyHint: 'h' },
      });
    });
  });

  describe('when no policy speaks of the repository', () => {
    it('is untrusted where it is signed', () => {
      expect(decide([signature('wrong-key')], { policies: [] })).toEqual({
        state: 'untrusted',
        reason: 'NoMatchingPolicy',
        message:
          "Signed, but no trust policy speaks of 'r.example/models/iris': add one to waybill.verification.policies.",
        digest: DIGEST,
        forms: [],
        attestations: [],
        findings: [
          expect.objectContaining({
            form: 'bundle',
            reason: 'NoMatchingPolicy',
          }),
        ],
        checkedAt: NOW,
      });
    });

    it('is unsigned where it is not', () => {
      expect(decide([], { policies: [] })).toMatchObject({
        state: 'unsigned',
        message:
          'The registry holds no signature of this digest: sign it as a trust policy accepts.',
      });
    });
  });

  it('takes the time as it is given', () => {
    expect(decide([], { now: new Date(NOW) }).checkedAt).toBe(
      '2026-11-21T12:00:00.000Z',
    );
    expect(decide([], { now: new Date('never') }).checkedAt).toBe('unknown');
  });
});

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

describe('decideVerdict with required attestations', () => {
  const PROVENANCE = 'https://slsa.dev/provenance/v1';
  const attestation = (more: Partial<SignatureMaterial> = {}) =>
    signature('valid', {
      kind: 'attestation',
      predicateType: PROVENANCE,
      ...more,
    });
  const decideAttested = (material: SignatureMaterial[]) =>
    decide(material, {
      policies: [
        { ...POLICIES[1], attestations: [{ predicateType: PROVENANCE }] },
      ],
    });

  it('verifies with the attestation by the same policy', () => {
    expect(decideAttested([signature('valid'), attestation()])).toMatchObject({
      state: 'verified',
      attestations: [{ predicateType: PROVENANCE, isAccepted: true }],
    });
  });

  it.each([
    ['none is there', []],
    [
      'it is of another type',
      [attestation({ predicateType: 'https://spdx.dev/Document' })],
    ],
    [
      'it is by somebody else',
      [attestation({ policy: 'wide', keyName: 'release' })],
    ],
    ['it was changed', [attestation({ outcome: 'invalid' })]],
  ])('is untrusted where %s', (_, attestations) => {
    expect(decideAttested([signature('valid'), ...attestations])).toMatchObject(
      {
        state: 'untrusted',
        reason: 'AttestationMissing',
        signer: { keyName: 'default' },
      },
    );
  });

  it('does not know where not all of them could be read', () => {
    expect(
      decide([signature('valid')], {
        policies: [
          { ...POLICIES[1], attestations: [{ predicateType: PROVENANCE }] },
        ],
        problem: { reason: 'TooManySignatures', message: 'More than 50' },
      }),
    ).toMatchObject({ state: 'unknown', reason: 'TooManySignatures' });
  });
});

describe('decideVerdict with what the entity asks for', () => {
  it('counts only the policies that it names', () => {
    expect(
      decide([signature('valid')], { demands: { policies: ['wide'] } }),
    ).toMatchObject({
      state: 'untrusted',
      reason: 'KeyMismatch',
    });
    expect(
      decide([signature('valid')], {
        demands: readTrustDemands({
          'waybill.dev/trust-policy': ' wide, portal',
        }),
      }),
    ).toMatchObject({ state: 'verified', policy: 'portal' });
  });

  it('opens nothing: an empty list or an unknown name leaves no policy', () => {
    for (const annotation of ['', ',', 'nobody']) {
      expect(
        decide([signature('valid')], {
          demands: readTrustDemands({ 'waybill.dev/trust-policy': annotation }),
        }),
      ).toMatchObject({ state: 'untrusted', reason: 'NoMatchingPolicy' });
    }
  });

  it('adds attestations to those of the policies', () => {
    expect(
      decide([signature('valid')], {
        demands: readTrustDemands({
          'waybill.dev/required-attestations': 'https://cyclonedx.org/bom',
        }),
      }),
    ).toMatchObject({ state: 'untrusted', reason: 'AttestationMissing' });
  });
});

describe('selectPolicies', () => {
  it('keeps the configured order', () => {
    const names = (repository: string) =>
      selectPolicies(POLICIES, repository).map(({ name }) => name);
    expect(names('r.example/models/iris')).toEqual(['portal', 'wide']);
    expect(names('r.example/other/iris')).toEqual(['others', 'wide']);
    expect(names('elsewhere/models/iris')).toEqual([]);
  });

  it('gives the keys that may have signed', () => {
    expect(
      listPolicyKeys(selectPolicies(POLICIES, 'r.example/models/iris')),
    ).toEqual([
      { policy: 'portal', keyName: 'default', publicKeyPem: 'PEM of default' },
      { policy: 'portal', keyName: 'backup', publicKeyPem: 'PEM of backup' },
      { policy: 'wide', keyName: 'release', publicKeyPem: 'PEM of release' },
    ]);
  });
});

describe('matchesRepositoryGlob', () => {
  it.each([
    ['127.0.0.1:5100/**', '127.0.0.1:5100/models/iris', true],
    ['127.0.0.1:5100/**', '127.0.0.1:5100', false],
    ['127.0.0.1:5100/**', '127x0.0.1:5100/models/iris', false],
    ['r/models/*', 'r/models/iris', true],
    ['r/models/*', 'r/models/team/iris', false],
    ['r/*/iris', 'r/models/iris', true],
    ['r/*/iris', 'r/a/b/iris', false],
    ['r/**/iris', 'r/a/b/iris', true],
    ['r/**/iris', 'r/iris', false],
    ['r/models/ir*s', 'r/models/iris', true],
    ['r/models/iris*', 'r/models/iris', true],
    ['r/models/iris', 'r/models/iris', true],
    ['r/models/iris', 'r/models/iris2', false],
    ['r/models/iri', 'r/models/iris', false],
    ['**', 'r/anything/at/all', true],
    ['', 'r/models/iris', false],
  ])('%s on %s: %s', (glob, repository, expected) => {
    expect(matchesRepositoryGlob(glob, repository)).toBe(expected);
  });

  it('answers at once on a glob made to backtrack', () => {
    expect(matchesRepositoryGlob(`${'*a'.repeat(60)}b`, 'a'.repeat(255))).toBe(
      false,
    );
  });
});
