import {
  ARTIFACT,
  imagePolicyResult,
  MANIFESTS,
  policyReport,
  unsigned,
} from '../../verification/disagreement/__testUtils__/voices';
import { V1_NAME, derive, hop, withObjects } from '../__fixtures__/derive';
import { NOW, ociRepository, V1, verdict } from '../__fixtures__/placements';
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

  it('names who signed without a key, when, the log and what does not count', () => {
    const facts = derive({
      verdicts: {
        [V1]: verdict(V1, {
          forms: ['bundle'],
          signer: {
            identity: {
              subject: 'https://github.com/acme/iris',
              issuer: 'https://token.actions.githubusercontent.com',
            },
          },
          signedAt: '2026-11-20T10:00:00Z',
          logEntry: { logIndex: '42', logId: 'c0ffee' },
          attestations: [
            {
              predicateType: 'https://slsa.dev/provenance/v1',
              form: 'bundle',
              isAccepted: true,
            },
            {
              predicateType: 'https://cyclonedx.org/bom',
              form: 'bundle',
              isAccepted: false,
              reason: 'KeyMismatch',
            },
          ],
          findings: [
            { form: 'legacy', reason: 'SignatureInvalid', message: 'Changed.' },
          ],
        }),
      },
    });
    const signed = facts.waybill.hops[1];
    expect(signed.since).toBe('2026-11-20T10:00:00Z');
    expect(signed.evidence).toEqual([
      {
        subject: 'Sigstore bundle',
        detail:
          "verified with the identity 'https://github.com/acme/iris' (https://token.actions.githubusercontent.com) of the policy 'portal'",
      },
      {
        subject: 'proven time of the signature',
        detail: '2026-11-20T10:00:00Z',
      },
      { subject: 'transparency log', detail: 'entry 42 of the log c0ffee' },
      { subject: 'attestation SLSA provenance', detail: 'accepted' },
      {
        subject: 'attestation CycloneDX SBOM',
        detail: 'not accepted: KeyMismatch',
      },
      {
        subject: 'cosign signature (.sig) that does not count',
        detail: 'SignatureInvalid: Changed.',
      },
    ]);
  });

  it('says how old a verdict is that could not be made again, and stays what it is', () => {
    const facts = derive({
      verdicts: {
        [V1]: verdict(V1, {
          checkedAt: '2026-11-21T10:00:00Z',
          staleness: { triedAt: NOW, message: 'The registry is away' },
        }),
      },
    });
    expect(hop(facts, 'signed')).toBe(
      "Current SignatureVerified: Signed with the key 'default', which the policy 'portal' accepts. That was checked 2 hours ago, and could not be checked since: The registry is away.",
    );
  });

  it('says who says otherwise, and stays what it is', () => {
    const report = policyReport([imagePolicyResult()]);
    const facts = derive({ observations: withObjects(report) });
    expect(hop(facts, 'signed')).toBe(
      "Current SignatureVerified: Signed with the key 'default', which the policy 'portal' accepts. But Kyverno refuses it (PolicyReport isvc about InferenceService models/iris).",
    );
    expect(facts.waybill.hops[1].evidence.at(-1)).toEqual({
      subject: 'PolicyReport isvc about InferenceService models/iris',
      detail: facts.otherVoices[0].message,
    });
    expect(facts.waybill.status).toBe('Current');
  });

  it('says so of a digest that was not checked, too', () => {
    const facts = derive({
      verdicts: {},
      sourceVerdicts: { [`${MANIFESTS}@${ARTIFACT}`]: unsigned(ARTIFACT) },
      observations: withObjects(
        ociRepository('1.0.0', { spec: { verify: { provider: 'cosign' } } }),
      ),
    });
    expect(hop(facts, 'signed')).toBe(
      `Unknown NotChecked: The signature of ${V1_NAME} was not checked yet. But Flux accepts the digest sha256:aaaaaaaaaaaa (OCIRepository flux-system/iris).`,
    );
  });
});
