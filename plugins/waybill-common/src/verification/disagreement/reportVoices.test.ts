import {
  inferenceService,
  observe,
  ociRepository,
  REPOSITORY,
  V1,
  V2,
  type Json,
} from '../../model/__fixtures__/placements';
import {
  imagePolicyResult,
  inShort,
  policyReport,
  ruleResult,
  unsigned,
  voicesOf,
} from './__testUtils__/voices';
import { trimReport } from './trimReport';

/** Without the word of Flux, which has a table of its own. */
const reported = (...parameters: Parameters<typeof voicesOf>) =>
  voicesOf(...parameters).filter(({ source }) => source !== 'flux');

describe('what reports say of the model', () => {
  it.each<[string, Json, string[]]>([
    [
      'a policy of images that fails',
      imagePolicyResult(),
      ['kyverno refused differs 111'],
    ],
    [
      'one that passes',
      imagePolicyResult({ result: 'pass', message: 'success' }),
      ['kyverno trusted agrees 111'],
    ],
    [
      'one that could not be judged',
      imagePolicyResult({
        result: 'error',
        message: 'failed to evaluate policy: 429',
      }),
      ['kyverno unknown undecided 111'],
    ],
    [
      'one that was skipped',
      imagePolicyResult({ result: 'skip' }),
      ['kyverno unknown undecided 111'],
    ],
    [
      'one that fails without a word, as on kinds that it is not for',
      imagePolicyResult({ message: undefined }),
      ['kyverno unknown undecided 111'],
    ],
    [
      'one whose failure does not count in scores',
      imagePolicyResult({ result: 'warn', scored: false }),
      ['kyverno refused differs 111'],
    ],
    [
      'a rule that verifies images',
      ruleResult(),
      ['kyverno trusted agrees 111'],
    ],
    [
      'a rule that names another digest of the model',
      ruleResult({
        message: `verified image signatures for ${REPOSITORY}@${V2}`,
      }),
      ['kyverno trusted agrees 222'],
    ],
    [
      'a rule that refuses',
      ruleResult({
        result: 'fail',
        message: `failed to verify image ${REPOSITORY}@${V1}: .attestors[0].entries[0].keys: no signatures found`,
      }),
      ['kyverno refused differs 111'],
    ],
    [
      'a rule that could not reach the registry',
      ruleResult({
        result: 'fail',
        message: `failed to verify image ${REPOSITORY}@${V1}: Get "https://r.example/v2/": dial tcp: lookup r.example: no such host`,
      }),
      ['kyverno unknown undecided 111'],
    ],
    [
      'a rule that speaks of another image',
      ruleResult({
        result: 'fail',
        message:
          'failed to verify image docker.io/kserve/sklearnserver:v0.20.0: no signatures found',
      }),
      [],
    ],
    [
      'a rule about something else',
      ruleResult({ message: "validation rule 'check' passed." }),
      [],
    ],
    [
      'Ratify through Gatekeeper',
      {
        source: 'gatekeeper',
        policy: 'ratify-constraint',
        result: 'fail',
        message: `Subject failed verification: ${REPOSITORY}@${V1}`,
      },
      ['ratify refused differs 111'],
    ],
    [
      'Gatekeeper about something else',
      {
        source: 'gatekeeper',
        policy: 'labels',
        result: 'fail',
        message: 'no owner',
      },
      [],
    ],
    [
      'somebody unknown who names the digest',
      {
        source: 'acme',
        policy: 'must-be-signed',
        result: 'fail',
        message: `no signature of ${REPOSITORY}@${V1}`,
      },
      ['admission-report refused differs 111'],
    ],
    [
      'somebody unknown who names nothing',
      {
        source: 'acme',
        policy: 'must-be-signed',
        result: 'fail',
        message: 'no',
      },
      [],
    ],
    [
      'a scanner of weaknesses',
      { source: 'Trivy Vulnerability', policy: 'CVE-2026-1', result: 'fail' },
      [],
    ],
  ])('%s', (_, result, expected) => {
    expect(inShort(reported([policyReport([result])]))).toEqual(expected);
  });

  it('reads the reports of openreports.io as well, and who is named beside the result', () => {
    const report = policyReport(
      [
        imagePolicyResult({
          resources: [
            { kind: 'InferenceService', name: 'iris', namespace: 'models' },
          ],
        }),
      ],
      {
        apiVersion: 'openreports.io/v1alpha1',
        kind: 'Report',
        scope: undefined,
      },
    );
    expect(reported([report])).toMatchObject([
      { subject: 'Report isvc about InferenceService models/iris' },
    ]);
  });

  it('does not guess which image of a pod is meant', () => {
    const pods = ['iris-predictor-1-a', 'iris-predictor-1'].map(name =>
      policyReport([imagePolicyResult()], {
        metadata: { name },
        scope: {
          kind: 'Pod',
          name: 'iris-predictor-1-a',
          uid: 'iris-predictor-1-a',
        },
      }),
    );
    const voices = reported(pods);
    expect(inShort(voices)).toEqual(['kyverno refused undecided -']);
    expect(voices[0].message).toContain('does not say of which digest');
  });

  it('does not guess which of two models is meant', () => {
    const withCanary = inferenceService(V1, {
      spec: {
        canary: [
          {
            trafficPercent: 10,
            predictor: {
              name: 'next',
              model: { storageUri: `oci://${REPOSITORY}@${V2}` },
            },
          },
        ],
      },
    });
    expect(
      inShort(reported([withCanary, policyReport([imagePolicyResult()])])),
    ).toEqual(['kyverno refused undecided -']);
  });

  it.each([
    ['another object', { scope: { name: 'wine', uid: 'other' } }],
    ['another cluster', {}],
  ])('leaves out a report about %s', (where, changes) => {
    const report = policyReport([imagePolicyResult()], changes);
    const elsewhere =
      where === 'another cluster'
        ? { ...report, cluster: 'production' }
        : report;
    expect(reported([elsewhere])).toEqual([]);
  });

  it('tells the same of the same once, and what differs first', () => {
    const voices = voicesOf(
      [
        policyReport([imagePolicyResult({ result: 'pass' })], {
          metadata: { name: 'one' },
        }),
        policyReport([imagePolicyResult({ result: 'pass' })], {
          metadata: { name: 'two' },
        }),
        ociRepository(),
      ],
      { verdicts: { [V1]: unsigned(V1) } },
    );
    expect(voices.map(({ agreement }) => agreement)).toEqual([
      'differs',
      'undecided',
    ]);
  });
});

describe('trimReport', () => {
  const { object } = policyReport([
    ...Array.from({ length: 60 }, () => imagePolicyResult()),
    ruleResult({ message: 'labels are there' }),
  ]);

  it('keeps what is about signatures, and not too much of it', () => {
    const trimmed = trimReport({ ...object, summary: { fail: 60 } });
    expect(trimmed).toEqual({
      apiVersion: object.apiVersion,
      kind: 'PolicyReport',
      metadata: object.metadata,
      scope: object.scope,
      results: Array.from({ length: 50 }, () => imagePolicyResult()),
    });
  });

  it('keeps nothing of a report about something else', () => {
    const other = policyReport([ruleResult({ message: 'labels are there' })]);
    expect([trimReport(other.object), trimReport({})]).toEqual([
      undefined,
      undefined,
    ]);
    expect(
      trimReport(observe({ kind: 'Report', metadata: { name: 'x' } }).object),
    ).toBe(undefined);
  });
});
