import fc from 'fast-check';
import { NONSENSE } from '../../model/__fixtures__/nonsense';
import {
  condition,
  ociRepository,
  replicaSet,
} from '../../model/__fixtures__/placements';
import type { KubernetesObject, Observation } from '../../model/observation';
import {
  event,
  imagePolicyResult,
  policyReport,
  refusedPods,
  ruleResult,
  voicesOf,
} from './__testUtils__/voices';
import { trimReport } from './trimReport';

const DENIAL =
  'admission webhook "mutate.kyverno.svc-fail" denied the request: x: failed to verify image';

/** One of each that is read, all of which say something. */
const READ: readonly Observation[] = [
  policyReport([imagePolicyResult(), ruleResult()]),
  event({
    reason: 'PolicyViolation',
    source: { component: 'kyverno-scan' },
    message: 'policy x/y fail: failed to verify image',
  }),
  replicaSet('iris-predictor-1', refusedPods(DENIAL)),
  ociRepository('1.0.0', {
    spec: { verify: {} },
    status: { conditions: [condition('SourceVerified', 'False', 'x', 'y')] },
  }),
];

/** The value with one field at any depth replaced. */
function* corrupt(value: unknown, bad: unknown): Generator<unknown> {
  yield bad;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, entry] of Object.entries(value)) {
    for (const broken of corrupt(entry, bad)) {
      yield Array.isArray(value)
        ? value.with(Number(key), broken)
        : { ...value, [key]: broken };
    }
  }
}

const SAYS = ['trusted', 'refused', 'unknown'];
const AGREEMENTS = ['agrees', 'differs', 'undecided'];

function expectSound(object: unknown, of: Observation): void {
  const broken = { ...of, object: object as KubernetesObject };
  for (const voice of voicesOf([broken])) {
    expect(SAYS).toContain(voice.says);
    expect(AGREEMENTS).toContain(voice.agreement);
    expect(voice.message.length).toBeLessThan(3_000);
  }
  const trimmed = trimReport(broken.object ?? {});
  expect(
    (trimmed?.results as unknown[] | undefined)?.length ?? 1,
  ).toBeGreaterThan(0);
}

describe('listOtherVoices on what makes no sense', () => {
  it.each(READ.map(object => [object.kind, object] as const))(
    'throws for no broken %s',
    (_, object) => {
      expect(voicesOf([object])).not.toEqual([]);
      for (const bad of NONSENSE) {
        for (const broken of corrupt(object.object, bad))
          expectSound(broken, object);
      }
    },
  );

  it('throws for nothing at all', () => {
    const anything = fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.nat(READ.length - 1),
      (value, index) => {
        const of = READ[index];
        expectSound(value, of);
        expectSound(
          { ...of.object, results: value, status: value, message: value },
          of,
        );
      },
    );
    expect(fc.check(anything, { numRuns: 300 })).toMatchObject({
      failed: false,
    });
  });

  it.each([
    ['one letter', 'a'.repeat(100_000)],
    ['paths', 'a.b/'.repeat(25_000)],
    ['brackets', '[[['.repeat(30_000)],
    ['a webhook', `admission webhook "${'a.'.repeat(50_000)}`],
    ['policies', ' policy '.repeat(12_000)],
  ])('makes nothing of a long text of %s', (_, message) => {
    const said = [
      policyReport([ruleResult({ message, source: 'x' })]),
      event({ message, source: { component: 'kyverno' } }),
      replicaSet('iris-predictor-1', refusedPods(message)),
    ];
    expect(voicesOf(said).filter(({ source }) => source !== 'flux')).toEqual(
      [],
    );
  });
});
