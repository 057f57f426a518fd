import { decideVerdict, type VerdictInput } from './decideVerdict';
import { matchesRepositoryGlob, selectPolicies } from './selectPolicies';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  listPolicyKeys,
  type SignatureMaterial,
  type SignatureOutcome,
} from './signatureMaterial';
import type { TrustPolicy } from './verdict';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const NOW = '2026-11-21T12:00:00Z';

function policy(name: string, glob: string, ...keys: string[]): TrustPolicy {
  return {
    name,
    repositories: [glob],
    keys: keys.map(key => ({ name: key, publicKeyPem: `PEM of ${key}` })),
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
        /^The registry holds no signature of this digest: sign it with a key that the policy 'portal' accepts\.$/,
      ],
      [
        'a wrong key',
        [signature('wrong-key', { keyHint: 'other' })],
        'untrusted',
        'KeyMismatch',
        /with none of the keys that policies accept for 'r\.example\/models\/iris' \('default', 'backup', 'release'\)/,
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
        /names the key 'default', and that key does not verify it/,
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
          signature('not-a-signature', {
            predicateType: 'https://slsa.dev/provenance/v1',
          }),
        ],
        'unsigned',
        'NotASignature',
        /^Only an attestation \(https:\/\/slsa\.dev\/provenance\/v1\) is attached/,
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
        /none of the keys/,
      ],
      [
        'a key that the policy does not name',
        [signature('valid', { keyName: 'stranger' })],
        'untrusted',
        'KeyMismatch',
        /none of the keys/,
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
        [signature('not-a-signature'), signature('wrong-key')],
        'untrusted',
        'KeyMismatch',
        /none of the keys/,
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
        checkedAt: NOW,
      });
    });

    it('is unsigned where it is not', () => {
      expect(decide([], { policies: [] })).toMatchObject({
        state: 'unsigned',
        message:
          'The registry holds no signature of this digest: sign it with a key that a trust policy accepts.',
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
