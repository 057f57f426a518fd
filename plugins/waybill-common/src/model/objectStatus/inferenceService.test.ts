import inferenceServices from '../__fixtures__/cluster/inferenceservices.json';
import standardCanary from '../__fixtures__/cluster/standard-canary.json';
import {
  condition,
  inferenceService,
  type Json,
} from '../__fixtures__/placements';
import { statusOf } from '../__fixtures__/statusOf';

describe('status of an InferenceService', () => {
  const serving = (changes: Json = {}) =>
    inferenceService(undefined, changes).object;
  it.each<[string, unknown, string]>([
    ['ready', serving(), 'Current undefined: The model is served.'],
    [
      'ready with a canary',
      standardCanary[0],
      'Current undefined: The model is served.',
    ],
    [
      'coming up',
      inferenceServices[0],
      'InProgress MinimumReplicasUnavailable: KServe is bringing the model up: Deployment does not have minimum availability.',
    ],
    [
      'stopped',
      inferenceServices[3],
      'Failed Stopped: Serving was stopped on purpose: remove the annotation serving.kserve.io/stop to start it again.',
    ],
    [
      'without conditions',
      inferenceServices[5],
      'InProgress NotObserved: KServe has not looked at it yet.',
    ],
    [
      'of a format that no runtime supports',
      inferenceServices[7],
      'Failed NoSupportingRuntime: KServe cannot serve what is asked for: No runtime found to support specified framework/version.',
    ],
    [
      'deleted',
      inferenceServices[8],
      'Terminating Deleted: The object is being deleted.',
    ],
    [
      'told to stop just now',
      serving({
        metadata: { annotations: { 'serving.kserve.io/stop': 'true' } },
      }),
      'Failed Stopped: Serving was stopped on purpose: remove the annotation serving.kserve.io/stop to start it again.',
    ],
    [
      'started again',
      serving({
        status: {
          conditions: [
            condition('Stopped', 'True'),
            condition('Ready', 'False', 'Stopped'),
          ],
        },
      }),
      'InProgress Starting: Serving was stopped and is being started again.',
    ],
    [
      'with a model that does not load',
      serving({
        status: {
          modelStatus: {
            transitionStatus: 'BlockedByFailedLoad',
            lastFailureInfo: {
              reason: 'ModelLoadFailed',
              message: 'bad pickle.',
            },
          },
        },
      }),
      'Failed ModelLoadFailed: The model server cannot load the model: bad pickle.',
    ],
    [
      'with a model that does not load for no reason given',
      serving({
        status: { modelStatus: { transitionStatus: 'BlockedByFailedLoad' } },
      }),
      'Failed BlockedByFailedLoad: The model server cannot load the model.',
    ],
    [
      'that does not get on',
      serving({
        status: {
          conditions: [
            condition('Ready', 'False'),
            condition(
              'PredictorReady',
              'False',
              'ProgressDeadlineExceeded',
              'timed out',
            ),
          ],
        },
      }),
      'Failed ProgressDeadlineExceeded: KServe cannot bring the model up: timed out.',
    ],
    [
      'that waits for nothing that it names',
      serving({ status: { conditions: [condition('Ready', 'Unknown')] } }),
      'InProgress undefined: KServe is bringing the model up.',
    ],
    [
      'whose route alone is missing',
      serving({
        status: {
          conditions: [
            condition('Ready', 'False'),
            condition('PredictorReady', 'True'),
            condition('IngressReady', 'False', 'NotYet'),
          ],
        },
      }),
      'InProgress NotYet: KServe is bringing the model up: NotYet.',
    ],
    [
      'whose advisory condition is false',
      serving({
        status: {
          conditions: [
            condition('Ready', 'False', 'Other'),
            {
              ...condition('PredictorReady', 'False', 'Advice'),
              severity: 'Info',
            },
          ],
        },
      }),
      'InProgress Other: KServe is bringing the model up: Other.',
    ],
    [
      'with a new revision of Knative',
      serving({
        status: {
          components: {
            predictor: {
              latestCreatedRevision: 'b',
              latestReadyRevision: 'a',
            },
          },
        },
      }),
      'InProgress NewRevision: The newest settings are being rolled out, and what was there before serves.',
    ],
    [
      'that loads a new model',
      serving({
        status: { modelStatus: { transitionStatus: 'InProgress' } },
      }),
      'InProgress Loading: The newest settings are being rolled out, and what was there before serves.',
    ],
  ])('%s', (_, object, expected) => {
    expect(statusOf(object)).toBe(expected);
  });
});
