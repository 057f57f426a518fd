import { toIsoTime } from '../time';
import { textAt } from '../untrustedJson';
import { deriveDeploymentStatus } from './deployment';
import { deriveFluxSourceStatus } from './fluxSource';
import { deriveInferenceServiceStatus } from './inferenceService';
import { deriveKustomizationStatus } from './kustomization';
import { asSentence, cleanText } from '../wording';
import type { ObjectStatus } from './ObjectStatus';
import { derivePodStatus } from './pod';

/** By group and kind, not by version: the rules read fields that did not change. */
const RULES: ReadonlyMap<
  string,
  (object: unknown, now: string) => ObjectStatus
> = new Map([
  ['serving.kserve.io/InferenceService', deriveInferenceServiceStatus],
  ['source.toolkit.fluxcd.io/OCIRepository', deriveFluxSourceStatus],
  ['source.toolkit.fluxcd.io/GitRepository', deriveFluxSourceStatus],
  ['kustomize.toolkit.fluxcd.io/Kustomization', deriveKustomizationStatus],
  ['apps/Deployment', deriveDeploymentStatus],
  ['/Pod', derivePodStatus],
]);

/**
 * What an object says of itself. Total: an object of a kind that is not listed, or one that makes no sense, is
 * `Unknown`, and nothing is thrown.
 *
 * @public
 */
export function deriveObjectStatus(
  object: unknown,
  now: Date | string,
): ObjectStatus {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const kind = textAt(object, 'kind') ?? '';
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const status = RULES.get(`${group}/${kind}`)?.(object, toIsoTime(now)) ?? {
    status: 'Unknown',
    message: `Waybill has no rule for the kind '${kind}' of '${apiVersion}'`,
  };
  return { ...status, message: asSentence(cleanText(status.message)) };
}
