import { POLICIES, decide, signature } from './__testUtils__/verdictInput';
import type { SignatureMaterial } from './signatureMaterial';
import { readTrustDemands } from './trustDemands';

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
