import { aDocument } from '../__fixtures__/attestations';
import {
  aKeyPolicy,
  anAttestation,
  PUBLIC_LOG_ID,
  VERDICT,
} from '../__fixtures__/trust';
import { groupDocuments, listMarks, predicateLabel } from './attestations';
import {
  generateClusterPolicy,
  POLICY_ENGINES,
  sortNotes,
} from './clusterPolicies';
import { isSignatureHidden } from './forms';
import { nameSigner } from './signer';
import { logEntryHref } from './transparencyLog';

describe('logEntryHref', () => {
  it.each([
    [PUBLIC_LOG_ID, '42', 'https://search.sigstore.dev/?logIndex=42'],
    [
      PUBLIC_LOG_ID.toUpperCase(),
      '42',
      'https://search.sigstore.dev/?logIndex=42',
    ],
    ['ab'.repeat(32), '42', undefined],
    [PUBLIC_LOG_ID, '42&x=1', undefined],
  ])('of log %s and entry %s is %s', (logId, logIndex, href) => {
    expect(logEntryHref({ logId, logIndex })).toBe(href);
  });
});

describe('nameSigner', () => {
  it.each([
    [{ keyName: 'release', keyHint: 'abc' }, 'key release'],
    [{ identity: { subject: 'ada@x.example', issuer: 'y' } }, 'ada@x.example'],
    [{ keyHint: '0123456789abcdef' }, 'an unknown key (0123456789ab…)'],
    [undefined, 'nobody known'],
  ])('says %j as "%s"', (signer, name) => {
    expect(nameSigner(signer)).toBe(name);
  });
});

describe('predicateLabel', () => {
  it.each([
    ['https://slsa.dev/provenance/v1', 'SLSA provenance'],
    ['https://waybill.dev/predicates/model-card/v1', 'Model card'],
    ['https://example.com/scan/v2', 'scan/v2'],
    ['custom', 'custom'],
    ['', ''],
  ])('of %s is %s', (type, label) => {
    expect(predicateLabel(type)).toBe(label);
  });
});

describe('listMarks', () => {
  it('says each type once, accepted where one of its forms is', () => {
    expect(
      listMarks([
        anAttestation({ isAccepted: false }),
        anAttestation({ form: 'legacy' }),
        anAttestation({ predicateType: 'custom', isAccepted: false }),
      ]),
    ).toEqual([
      expect.objectContaining({ label: 'SLSA provenance', isAccepted: true }),
      expect.objectContaining({ label: 'custom', isAccepted: false }),
    ]);
  });
});

describe('groupDocuments', () => {
  it('takes both forms of the same words together, and nothing else', () => {
    const groups = groupDocuments([
      aDocument(),
      aDocument({ form: 'legacy' }),
      aDocument({ predicate: '{}' }),
      aDocument({ isAccepted: false }),
      aDocument({ predicate: undefined }),
      aDocument({ predicate: undefined }),
    ]);
    expect(groups.map(({ forms }) => forms)).toEqual([
      ['bundle', 'legacy'],
      ['bundle'],
      ['bundle'],
      ['bundle'],
      ['bundle'],
    ]);
  });
});

describe('isSignatureHidden', () => {
  it.each([
    ['hidden', true],
    ['verified', false],
    ['keyless', false],
    ['untrusted', false],
  ] as const)('of the verdict %s is %s', (name, isHidden) => {
    expect(isSignatureHidden(VERDICT[name]())).toBe(isHidden);
  });
});

describe('generateClusterPolicy', () => {
  it.each(POLICY_ENGINES.map(engine => [engine.id, engine] as const))(
    'writes a policy for %s with the key of the trust policy',
    (id, engine) => {
      const generated = generateClusterPolicy(engine, aKeyPolicy(), {
        enforcement: 'enforce',
      });
      expect(generated).toMatchObject({ fileName: `${id}-portal.yaml` });
      expect('yaml' in generated && generated.yaml).toContain(
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWlkPTkSHGFVIbvkYsfTNrvZ2hhWq',
      );
    },
  );

  it('audits or enforces', () => {
    const [kyverno] = POLICY_ENGINES;
    const write = (enforcement: 'audit' | 'enforce') =>
      JSON.stringify(
        generateClusterPolicy(kyverno, aKeyPolicy(), { enforcement }),
      );
    expect(write('audit')).toContain('- Audit');
    expect(write('audit')).not.toContain('- Deny');
    expect(write('enforce')).toContain('- Deny');
  });

  it('says why there is none, and what to do', () => {
    const generated = generateClusterPolicy(
      POLICY_ENGINES[0],
      aKeyPolicy({ keys: [] }),
      { enforcement: 'audit' },
    );
    expect(generated).toEqual({
      problem: expect.stringMatching(
        /'portal' has 0 keys and identities.*Change it in waybill\.verification\.policies/,
      ),
    });
  });

  it('tells first where an engine says less', () => {
    expect(
      sortNotes([
        { effect: 'stricter', message: 'c' },
        { effect: 'needs', message: 'b' },
        { effect: 'weaker', message: 'a' },
      ]).map(({ message }) => message),
    ).toEqual(['a', 'b', 'c']);
  });
});
