import {
  condition,
  merge,
  observe,
  placementInput,
  REPOSITORY,
  verdict,
  V1,
  type Json,
} from '../../../model/__fixtures__/placements';
import { derivePlacement } from '../../../model/derivePlacement';
import type { Observation } from '../../../model/observation';
import type { PlacementInput } from '../../../model/PlacementInput';
import { withObjects } from '../../../model/__fixtures__/derive';
import type { OtherVoice } from '../OtherVoice';

export const MANIFESTS = `${REPOSITORY}-manifests`;
/** Of the manifests that the builders' OCIRepository holds. */
export const ARTIFACT = `sha256:${'a'.repeat(64)}`;
export const REFUSED_ARTIFACT = `sha256:${'b'.repeat(64)}`;

export const unsigned = (digest: string) =>
  verdict(digest, {
    state: 'unsigned',
    reason: 'NoSignature',
    message: 'The registry holds no signature of this digest.',
    forms: [],
  });

export const unknown = (digest: string) =>
  verdict(digest, {
    state: 'unknown',
    reason: 'RegistryUnavailable',
    message: 'The registry is away.',
    forms: [],
  });

/** What is said of a placement with some objects replaced or added. */
export function voicesOf(
  objects: readonly Observation[],
  changes: Partial<PlacementInput> = {},
): readonly OtherVoice[] {
  return derivePlacement(
    placementInput({ observations: withObjects(...objects), ...changes }),
  ).otherVoices;
}

/** `source says agreement digest`, in short. */
export function inShort(voices: readonly OtherVoice[]): string[] {
  return voices.map(
    ({ source, says, agreement, digest }) =>
      `${source} ${says} ${agreement} ${digest?.slice(7, 10) ?? '-'}`,
  );
}

export function policyReport(
  results: readonly Json[],
  changes: Json = {},
): Observation {
  return observe(
    merge<Json>(
      {
        apiVersion: 'wgpolicyk8s.io/v1alpha2',
        kind: 'PolicyReport',
        metadata: { name: 'isvc', namespace: 'models', uid: 'report' },
        scope: {
          apiVersion: 'serving.kserve.io/v1beta1',
          kind: 'InferenceService',
          name: 'iris',
          namespace: 'models',
          uid: 'isvc',
        },
        results,
      },
      changes,
    ),
  );
}

/** As Kyverno's ImageValidatingPolicies report. */
export function imagePolicyResult(changes: Json = {}): Json {
  return merge<Json>(
    {
      source: 'KyvernoImageValidatingPolicy',
      policy: 'signed-models',
      result: 'fail',
      message: 'the model is not signed',
      properties: { process: 'background scan' },
      scored: true,
      timestamp: { seconds: 1795258770, nanos: 0 },
    },
    changes,
  );
}

/** As Kyverno's rules report. */
export function ruleResult(changes: Json = {}): Json {
  return merge<Json>(
    {
      source: 'kyverno',
      policy: 'verify-models',
      rule: 'check',
      result: 'pass',
      message: `verified image signatures for ${REPOSITORY}@${V1}`,
    },
    changes,
  );
}

/** The condition of a ReplicaSet whose pods are refused. */
export function refusedPods(message: string): Json {
  return {
    status: {
      conditions: [
        condition('ReplicaFailure', 'True', 'FailedCreate', message),
      ],
    },
  };
}

export function event(changes: Json): Observation {
  return observe(
    merge<Json>(
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'iris.1', namespace: 'models' },
        type: 'Warning',
        involvedObject: {
          kind: 'InferenceService',
          name: 'iris',
          namespace: 'models',
        },
        lastTimestamp: '2026-11-21T11:50:00Z',
      },
      changes,
    ),
  );
}
