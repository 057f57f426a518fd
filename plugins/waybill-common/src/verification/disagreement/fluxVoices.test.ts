import {
  condition,
  ociRepository,
  observe,
  REPOSITORY,
  V1,
  verdict,
  type Json,
} from '../../model/__fixtures__/placements';
import type { PlacementInput } from '../../model/PlacementInput';
import {
  ARTIFACT,
  inShort,
  MANIFESTS,
  REFUSED_ARTIFACT,
  unknown,
  unsigned,
  voicesOf,
} from './__testUtils__/voices';
import { artifactsOfSource } from './fluxVoices';

const VERIFY = { verify: { provider: 'cosign', secretRef: { name: 'pub' } } };
const HELD = condition('Ready', 'True', 'Succeeded', 'stored artifact');
const TRUSTED = condition(
  'SourceVerified',
  'True',
  'Succeeded',
  `verified signature of revision 1.0.0@${ARTIFACT}`,
);
const REFUSED = condition(
  'SourceVerified',
  'False',
  'VerificationError',
  `failed to verify the signature using provider 'cosign': no matching signatures were found for '${MANIFESTS}@${REFUSED_ARTIFACT}'`,
);

const source = (conditions: readonly Json[], changes: Json = {}) =>
  ociRepository('1.0.0', {
    spec: VERIFY,
    status: { conditions },
    ...changes,
  });

const own = (
  digest: string,
  make = verdict as (digest: string) => ReturnType<typeof verdict>,
): Partial<PlacementInput> => ({
  sourceVerdicts: { [`${MANIFESTS}@${digest}`]: make(digest) },
});

describe('what Flux says of the manifests', () => {
  it.each<[string, Json[], Partial<PlacementInput>, string]>([
    [
      'trusts what we trust',
      [HELD, TRUSTED],
      own(ARTIFACT),
      'trusted agrees aaa',
    ],
    [
      'trusts what is unsigned to us',
      [HELD, TRUSTED],
      own(ARTIFACT, unsigned),
      'trusted differs aaa',
    ],
    [
      'trusts what we could not check',
      [HELD, TRUSTED],
      own(ARTIFACT, unknown),
      'trusted undecided aaa',
    ],
    [
      'trusts what we never checked',
      [HELD, TRUSTED],
      {},
      'trusted undecided aaa',
    ],
    [
      'trusts what no policy of ours speaks of',
      [HELD, TRUSTED],
      own(ARTIFACT, digest =>
        verdict(digest, { state: 'untrusted', reason: 'NoMatchingPolicy' }),
      ),
      'trusted undecided aaa',
    ],
    [
      'refuses what we trust',
      [HELD, REFUSED],
      own(REFUSED_ARTIFACT),
      'refused differs bbb',
    ],
    [
      'refuses what is unsigned to us',
      [HELD, REFUSED],
      own(REFUSED_ARTIFACT, unsigned),
      'refused agrees bbb',
    ],
    [
      // Our word on the artifact that it keeps is none on the one that it refuses.
      'refuses another artifact than the one that we know',
      [HELD, REFUSED],
      own(ARTIFACT),
      'refused undecided bbb',
    ],
    [
      'was told to check and has not',
      [HELD],
      own(ARTIFACT),
      'unknown undecided aaa',
    ],
    [
      'cannot tell',
      [HELD, condition('SourceVerified', 'Unknown')],
      own(ARTIFACT),
      'unknown undecided aaa',
    ],
    [
      'could not read the signatures',
      [
        HELD,
        condition(
          'SourceVerified',
          'False',
          'VerificationError',
          `failed to verify the signature using provider 'cosign keyless': Get "https://r.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused`,
        ),
      ],
      own(ARTIFACT),
      'unknown undecided -',
    ],
  ])('%s', (_, conditions, changes, expected) => {
    expect(inShort(voicesOf([source(conditions)], changes))).toEqual([
      `flux ${expected}`,
    ]);
  });

  it('never takes being told to verify for trust', () => {
    const notTold = source([HELD], { spec: { verify: undefined } });
    expect(voicesOf([notTold], own(ARTIFACT))).toMatchObject([
      { says: 'unknown', reason: 'NotConfigured', agreement: 'undecided' },
    ]);
  });

  it('takes a word from before the configuration changed for none', () => {
    const changed = source([HELD, { ...TRUSTED, observedGeneration: 1 }], {
      metadata: { name: 'iris', namespace: 'flux-system', generation: 2 },
    });
    expect(voicesOf([changed], own(ARTIFACT, unsigned))).toMatchObject([
      { says: 'unknown', reason: 'NotChecked', agreement: 'undecided' },
    ]);
  });

  it('says in words what differs and what to compare', () => {
    const [voice] = voicesOf([source([HELD, REFUSED])], own(REFUSED_ARTIFACT));
    expect(voice).toMatchObject({
      subject: 'OCIRepository flux-system/iris',
      reason: 'VerificationError',
      observedAt: '2026-11-21T11:59:30Z',
    });
    expect(voice.message).toMatch(
      /^Flux refuses the manifests sha256:b{12}: failed to verify .* Waybill trusts it\. Signed with the key 'default', which the policy 'portal' accepts\. Compare whose signatures/,
    );
  });

  it('holds a source of the package against the verdict of the package', () => {
    const ofPackage = observe({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: { name: 'package', namespace: 'models', generation: 1 },
      spec: { url: `oci://${REPOSITORY}`, ...VERIFY },
      status: {
        artifact: { revision: `1.0.0@${V1}` },
        conditions: [
          condition(
            'SourceVerified',
            'True',
            'Succeeded',
            `verified signature of revision 1.0.0@${V1}`,
          ),
        ],
      },
    });
    const voices = voicesOf([source([HELD, TRUSTED]), ofPackage], {
      verdicts: { [V1]: unsigned(V1) },
    });
    expect(inShort(voices)).toEqual([
      'flux trusted differs 111',
      'flux trusted undecided aaa',
    ]);
  });
});

describe('artifactsOfSource', () => {
  it.each([
    ['what it holds', source([HELD, TRUSTED]), [ARTIFACT]],
    ['what it refuses', source([HELD, REFUSED]), [ARTIFACT, REFUSED_ARTIFACT]],
    ['nothing', source([], { status: { artifact: undefined } }), []],
    ['what has no address', source([HELD], { spec: { url: 'https://x' } }), []],
  ])('lists %s', (_, { object }, digests) => {
    expect(artifactsOfSource(object)).toEqual(
      digests.map(digest => ({ repository: MANIFESTS, digest })),
    );
  });
});
