import {
  condition,
  deployment,
  kustomization,
  REPOSITORY,
  replicaSet,
  V1,
  V2,
  declaration,
  type Json,
} from '../../model/__fixtures__/placements';
import type { Observation } from '../../model/observation';
import {
  event,
  imagePolicyResult,
  inShort,
  policyReport,
  refusedPods,
  voicesOf,
} from './__testUtils__/voices';
import { readDenial } from './denialVoices';

const denied = (...parameters: Parameters<typeof voicesOf>) =>
  voicesOf(...parameters).filter(({ source }) => source !== 'flux');

const IMAGE = `${REPOSITORY}@${V1}`;

describe('readDenial', () => {
  // Messages as these tools were seen to write them, with our image in place of theirs.
  it.each<[string, string, string | undefined]>([
    [
      'a policy of images of Kyverno',
      'admission webhook "ivpol.validate.kyverno.svc-fail-finegrained-signed-models" denied the request: Policy signed-models failed: the image is not signed with the team key',
      'kyverno refused signed-models',
    ],
    [
      'one that could not be evaluated',
      'admission webhook "ivpol.validate.kyverno.svc-fail" denied the request: Policy signed-models error: failed to evaluate policy: GET https://r.example/v2/: unexpected status code 429 Too Many Requests',
      'kyverno unknown signed-models',
    ],
    [
      'a rule of Kyverno that verifies images',
      `admission webhook "mutate.kyverno.svc-fail" denied the request: \n\nresource Pod/models/iris was blocked due to the following policies \n\ncheck-image:\n  check-key: 'failed to verify image ${IMAGE}:\n    .attestors[0].entries[0].keys: no matching signatures'\n`,
      'kyverno refused -',
    ],
    [
      'a rule of Kyverno about something else',
      'admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Pod/models/iris was blocked due to the following policies \n\nlabels:\n  owner: \'validation error: an owner is required\'\n',
      undefined,
    ],
    [
      'the policy-controller',
      `admission webhook "policy.sigstore.dev" denied the request: validation failed: failed policy: cip-key: spec.containers[0].image\n${IMAGE} signature key validation failed for authority authority-0 for ${IMAGE}: no signatures found`,
      'policy-controller refused cip-key',
    ],
    [
      'the policy-controller without a policy',
      `admission webhook "policy.sigstore.dev" denied the request: validation failed: no matching policies: spec.containers[0].image\n${IMAGE}`,
      'policy-controller unknown -',
    ],
    [
      'Ratify',
      `admission webhook "validation.gatekeeper.sh" denied the request: [ratify-constraint] Subject failed verification: ${IMAGE}`,
      'ratify refused ratify-constraint',
    ],
    [
      'Ratify that could not tell',
      `admission webhook "validation.gatekeeper.sh" denied the request: [ratify-constraint] Error validating one or more images: ["${IMAGE}", "Error: config invalid"]`,
      'ratify unknown ratify-constraint',
    ],
    [
      'Gatekeeper about something else',
      'admission webhook "validation.gatekeeper.sh" denied the request: [owner] you must provide labels: {"owner"}',
      undefined,
    ],
    [
      'any other webhook',
      'admission webhook "inferenceservice.kserve-webhook-server.validator" denied the request: the signature of the model',
      undefined,
    ],
    ['no denial', 'pods "iris" is forbidden: exceeded quota', undefined],
  ])('reads %s', (_, message, expected) => {
    const denial = readDenial(message);
    expect(
      denial && `${denial.source} ${denial.says} ${denial.policy ?? '-'}`,
    ).toBe(expected);
  });
});

describe('what was refused', () => {
  const REFUSAL = `admission webhook "policy.sigstore.dev" denied the request: validation failed: failed policy: cip: spec.containers[1].image ${IMAGE} no signatures found`;

  it('is read of the ReplicaSet and the Deployment, once', () => {
    const voices = denied([
      replicaSet('iris-predictor-1', refusedPods(REFUSAL)),
      deployment(V1, refusedPods(REFUSAL)),
    ]);
    expect(inShort(voices)).toEqual(['policy-controller refused differs 111']);
    expect(voices[0]).toMatchObject({
      subject: 'ReplicaSet models/iris-predictor-1',
      reason: 'FailedCreate',
    });
  });

  it('says nothing of the model where another image of the pod was refused', () => {
    const other = REFUSAL.replace(IMAGE, `docker.io/kserve/sklearn@${V2}`);
    expect(
      denied([replicaSet('iris-predictor-1', refusedPods(other))]),
    ).toEqual([]);
  });

  const notApplied = (message: string, changes: Json = {}): Observation =>
    kustomization('1.0.0', {
      status: {
        lastAttemptedRevision: `1.1.0@sha256:${'c'.repeat(64)}`,
        conditions: [
          condition('Ready', 'False', 'ReconciliationFailed', message),
        ],
        ...changes,
      },
    });
  const DRY_RUN =
    'InferenceService/models/iris dry-run failed (Forbidden): admission webhook "ivpol.validate.kyverno.svc-fail" denied the request: Policy signed-models failed: not signed';

  it('is read of the Kustomization, for the version that it tried to apply', () => {
    const voices = denied([notApplied(DRY_RUN)], {
      declaration: declaration(V2, { version: '1.1.0' }),
    });
    expect(inShort(voices)).toEqual(['kyverno refused differs 222']);
    expect(voices[0].subject).toBe('Kustomization flux-system/iris');
  });

  it.each([
    [
      'tried another version than the declared one',
      { lastAttemptedRevision: '0.9.0' },
      ['kyverno refused undecided -'],
    ],
    [
      'was refused another object',
      {
        conditions: [
          condition(
            'Ready',
            'False',
            'ReconciliationFailed',
            DRY_RUN.replace('models/iris', 'models/wine'),
          ),
        ],
      },
      [],
    ],
    [
      'is well',
      {
        conditions: [
          condition('Ready', 'True', 'ReconciliationSucceeded', DRY_RUN),
        ],
      },
      [],
    ],
  ])(
    'is not said of the declared digest where the Kustomization %s',
    (_, changes, expected) => {
      const voices = denied([notApplied(DRY_RUN, changes)], {
        declaration: declaration(V2, { version: '1.1.0' }),
      });
      expect(inShort(voices)).toEqual(expected);
    },
  );
});

describe('what events say', () => {
  const VIOLATION = {
    reason: 'PolicyViolation',
    source: { component: 'kyverno-scan' },
    message: `policy verify-models/check fail: failed to verify image ${IMAGE}: no signatures found`,
  };

  it.each<[string, Json, string[]]>([
    ['Kyverno refuses', VIOLATION, ['kyverno refused differs 111']],
    [
      'Kyverno through the newer API',
      { ...VIOLATION, source: {}, reportingComponent: 'kyverno-admission' },
      ['kyverno refused differs 111'],
    ],
    [
      'Kyverno could not tell',
      { ...VIOLATION, reason: 'PolicyError' },
      ['kyverno unknown undecided 111'],
    ],
    [
      'Kyverno of a policy, about the model',
      {
        ...VIOLATION,
        involvedObject: {
          kind: 'Policy',
          name: 'verify-models',
          namespace: 'models',
        },
        related: {
          kind: 'InferenceService',
          name: 'iris',
          namespace: 'models',
        },
        message: `InferenceService models/iris: [check] fail (blocked); failed to verify image ${IMAGE}: no signatures found`,
      },
      ['kyverno refused differs 111'],
    ],
    [
      'Kyverno about something else',
      {
        ...VIOLATION,
        message:
          'policy labels/owner fail: validation error: an owner is required',
      },
      [],
    ],
    [
      'Gatekeeper with Ratify',
      {
        reason: 'FailedAdmission',
        source: { component: 'gatekeeper-webhook' },
        message: `Admission webhook "validation.gatekeeper.sh" denied request, Resource Namespace: models, Constraint: ratify-constraint, Message: Subject failed verification: ${IMAGE}`,
      },
      ['ratify refused differs 111'],
    ],
    [
      'KServe whose Deployment was refused',
      {
        reason: 'InternalError',
        source: { component: 'v1beta1Controllers' },
        message:
          'fails to reconcile predictor: admission webhook "policy.sigstore.dev" denied the request: validation failed: failed policy: cip: spec.template.spec.containers[0].image',
      },
      ['policy-controller refused undecided -'],
    ],
    [
      'an hour ago',
      { ...VIOLATION, lastTimestamp: '2026-11-21T10:59:00Z' },
      [],
    ],
    ['at no time', { ...VIOLATION, lastTimestamp: 'rubbish' }, []],
    [
      'about another object',
      { ...VIOLATION, involvedObject: { name: 'wine' } },
      [],
    ],
  ])('%s', (_, changes, expected) => {
    expect(inShort(denied([event(changes)]))).toEqual(expected);
  });

  it('is outdated by what the same policy reports now', () => {
    const report = policyReport([
      imagePolicyResult({ policy: 'verify-models', result: 'pass' }),
    ]);
    expect(inShort(denied([event(VIOLATION), report]))).toEqual([
      'kyverno trusted agrees 111',
    ]);
  });
});
