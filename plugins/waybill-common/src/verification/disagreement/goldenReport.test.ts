import {
  inferenceService,
  observe,
  pod,
  verdict,
  type Json,
} from '../../model/__fixtures__/placements';
import { trimReport } from './trimReport';
import report from './__fixtures__/kyverno-report.json';
import { inShort, unsigned, voicesOf } from './__testUtils__/voices';

const REPOSITORY = '127.0.0.1:5399/models/iris';
const SIGNED =
  'sha256:a6180c885a54dea152c0928e865a68bbcbf665fe8a92c4f82dc5b12f26947381';
const UNSIGNED =
  'sha256:63a1e74121bcc735bfedf36ea7a15bcd33484807c0038e237f7f220780b3ad1a';

/** The words of the real Kyverno on a model, against ours. */
function kyvernoOn(uid: string, podUid: string, digest: string) {
  const service = inferenceService(digest, {
    metadata: { uid },
    spec: {
      predictor: { model: { storageUri: `oci://${REPOSITORY}@${digest}` } },
    },
  });
  const { object } = pod('iris-predictor-1-a', digest, {
    metadata: { uid: podUid },
  });
  const observed = observe({
    ...(trimReport(report as Json) as Json),
  });
  return voicesOf([service, observe(object as Json), observed], {
    repository: REPOSITORY,
    verdicts: { [SIGNED]: verdict(SIGNED), [UNSIGNED]: unsigned(UNSIGNED) },
  })
    .filter(({ source }) => source === 'kyverno')
    .map(voice => `${inShort([voice])} ${voice.subject.split(' ').at(-2)}`)
    .sort();
}

describe('a report that the real Kyverno wrote', () => {
  it('agrees with us on what is signed, and says nothing of the model by the image of the server', () => {
    expect(kyvernoOn('isvc-1', 'pod-1', SIGNED)).toEqual([
      'kyverno trusted agrees a61 InferenceService',
      'kyverno trusted agrees a61 InferenceService',
      'kyverno trusted agrees a61 Pod',
    ]);
  });

  it('agrees with us on what is not', () => {
    expect(kyvernoOn('isvc-2', 'pod-2', UNSIGNED)).toEqual([
      'kyverno refused agrees 63a InferenceService',
      'kyverno refused agrees 63a InferenceService',
      'kyverno refused agrees 63a Pod',
    ]);
  });

  it('is kept without what it says of labels', () => {
    const kept = trimReport(report as Json)?.results as { policy: string }[];
    expect(new Set(kept.map(({ policy }) => policy))).toEqual(
      new Set(['verify-models', 'verify-pods', 'signed-models']),
    );
    expect(kept).toHaveLength(
      report.results.filter(({ policy }) => policy !== 'require-owner').length,
    );
  });
});
