import kustomizations from '../__fixtures__/cluster/kustomizations.json';
import ociRepositories from '../__fixtures__/cluster/ocirepositories.json';
import {
  condition,
  kustomization,
  merge,
  ociRepository,
  DELETED,
  type Json,
} from '../__fixtures__/placements';
import { statusOf } from '../__fixtures__/statusOf';

describe('status of the kinds of Flux', () => {
  const source = (changes: Json = {}) => ociRepository('1.0.0', changes).object;
  const delivery = (changes: Json = {}) =>
    kustomization('1.0.0', changes).object;
  it.each<[string, unknown, RegExp]>([
    [
      'OCIRepository that holds an artifact',
      ociRepositories[0],
      /^Current Succeeded: stored artifact for digest '1\.0\.0@/,
    ],
    [
      'OCIRepository that looks',
      ociRepositories[2],
      /^InProgress Progressing: Flux is at work: reconciliation in progress\.$/,
    ],
    [
      'OCIRepository that fetches',
      ociRepositories[3],
      /^InProgress Progressing: Flux is at work: building artifact: new revision '1\.1\.0@/,
    ],
    [
      'OCIRepository that refuses',
      ociRepositories[9],
      /^Failed VerificationError: failed to verify the signature using provider 'cosign'/,
    ],
    [
      'OCIRepository that tries again',
      ociRepositories[11],
      /^Failed VerificationError: failed to verify/,
    ],
    [
      'OCIRepository without a disk',
      source({
        status: {
          conditions: [
            condition('Ready', 'Unknown'),
            condition('StorageOperationFailed', 'True', 'DirCreationFailed'),
          ],
        },
      }),
      /^Failed DirCreationFailed: DirCreationFailed\.$/,
    ],
    [
      'OCIRepository that fails and says nothing',
      source({ status: { conditions: [condition('FetchFailed', 'True')] } }),
      /^Failed undefined: No reason is given\.$/,
    ],
    [
      'OCIRepository with newer settings',
      source({ metadata: { generation: 3 } }),
      /^InProgress Progressing: Flux has not looked at the newest settings yet\.$/,
    ],
    [
      'OCIRepository without a status',
      source({ status: undefined }),
      /^InProgress Progressing: Flux has not looked/,
    ],
    [
      'OCIRepository without generations',
      merge(
        source({ status: { observedGeneration: undefined, conditions: [] } }),
        { metadata: { generation: undefined } },
      ),
      /^InProgress undefined: Flux is at work\.$/,
    ],
    [
      'OCIRepository that is done and says nothing',
      source({ status: { conditions: [condition('Ready', 'True')] } }),
      /^Current undefined: Flux is done\.$/,
    ],
    [
      'GitRepository',
      { ...source(), kind: 'GitRepository' },
      /^Current Succeeded: /,
    ],
    [
      'Kustomization whose health check failed',
      kustomizations[0],
      /^Failed HealthCheckFailed: health check failed after 30\.014936335s: timeout waiting for: \[InferenceService\/models\/iris2 status: 'InProgress'\]\.$/,
    ],
    [
      'Kustomization that tries again',
      kustomizations[1],
      /^InProgress Progressing: Flux is at work: Fetching manifests/,
    ],
    [
      'Kustomization suspended at work',
      kustomizations[5],
      /^Failed Suspended: Flux is suspended here: it does nothing until it is resumed\.$/,
    ],
    [
      'Kustomization suspended after a failure',
      kustomizations[7],
      /^Failed Suspended: Flux is suspended here: it does nothing until it is resumed\. Before: health check failed/,
    ],
    [
      'Kustomization suspended and done',
      delivery({ spec: { suspend: true } }),
      /^Current Suspended: /,
    ],
    [
      'Kustomization that is done',
      delivery(),
      /^Current ReconciliationSucceeded: Applied revision: 1\.0\.0@/,
    ],
    [
      'Kustomization that waits for another',
      delivery({
        status: {
          conditions: [
            condition(
              'Ready',
              'False',
              'DependencyNotReady',
              "dependency 'kserve' is not ready",
            ),
          ],
        },
      }),
      /^InProgress DependencyNotReady: Flux waits for something that has to be ready first: dependency 'kserve' is not ready\.$/,
    ],
    ['Kustomization deleted', delivery(DELETED), /^Terminating /],
  ])('%s', (_, object, expected) => {
    expect(statusOf(object)).toMatch(expected);
  });
});
