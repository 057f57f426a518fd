import { DIGEST, NOW, decide, signature } from './__testUtils__/verdictInput';
import {
  type SignatureMaterial,
  type SignatureOutcome,
} from './signatureMaterial';

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

    it('counts what cannot be read as a signature, not as an attestation', () => {
      expect(
        decide([signature('malformed', { predicateType: undefined })]),
      ).toMatchObject({ state: 'untrusted', reason: 'MalformedSignature' });
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
