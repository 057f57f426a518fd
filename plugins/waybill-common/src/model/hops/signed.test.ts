import { V1_NAME, derive, hop } from '../__fixtures__/derive';
import { V1, verdict } from '../__fixtures__/placements';
import type { PlacementInput } from '../PlacementInput';

describe('deriveSigned', () => {
  it.each<[string, Partial<PlacementInput>, string]>([
    [
      'untrusted',
      {
        verdicts: {
          [V1]: verdict(V1, {
            state: 'untrusted',
            reason: 'KeyMismatch',
            message: 'Another key',
            forms: [],
            attestations: [],
            findings: [],
          }),
        },
      },
      'Failed KeyMismatch: Another key.',
    ],
    [
      'unsigned',
      {
        verdicts: {
          [V1]: verdict(V1, {
            state: 'unsigned',
            reason: 'NoSignature',
            message: 'None.',
            forms: [],
            attestations: [],
            findings: [],
          }),
        },
      },
      'Failed NoSignature: None.',
    ],
    [
      'not to be told',
      {
        verdicts: {
          [V1]: verdict(V1, {
            state: 'unknown',
            reason: 'RegistryUnavailable',
            message: 'Down',
            forms: [],
            attestations: [],
            findings: [],
          }),
        },
      },
      'Unknown RegistryUnavailable: Down.',
    ],
    [
      'of a digest that is gone',
      {
        verdicts: {
          [V1]: verdict(V1, {
            state: 'unknown',
            reason: 'DigestNotFound',
            message: 'Gone',
            forms: [],
            attestations: [],
            findings: [],
          }),
        },
      },
      'NotFound DigestNotFound: Gone.',
    ],
    [
      'of a word that is not listed',
      { verdicts: { [V1]: verdict(V1, { state: 'odd' as 'verified' }) } },
      "Unknown SignatureVerified: Signed with the key 'default', which the policy 'portal' accepts.",
    ],
    [
      'not checked yet',
      { verdicts: {} },
      `Unknown NotChecked: The signature of ${V1_NAME} was not checked yet.`,
    ],
    [
      'not checked because the registry is down',
      { verdicts: {}, versions: { items: [], problem: 'Down' } },
      'Unknown RegistryUnavailable: The signature of sha256:111111111111 was not checked: Down.',
    ],
  ])('when the verdict is %s', (_, changes, expected) => {
    expect(hop(derive(changes), 'signed')).toBe(expected);
  });

  it('names the key and the policy for each form', () => {
    const facts = derive({
      verdicts: {
        [V1]: verdict(V1, { signer: undefined, policy: undefined }),
      },
    });
    expect(facts.waybill.hops[1].evidence).toEqual([
      {
        subject: 'Sigstore bundle',
        detail: "verified with the key 'unknown' of the policy 'unknown'",
      },
      {
        subject: 'cosign signature (.sig)',
        detail: "verified with the key 'unknown' of the policy 'unknown'",
      },
    ]);
    expect(derive().waybill.hops[1].evidence[0].detail).toBe(
      "verified with the key 'default' of the policy 'portal'",
    );
  });
});
