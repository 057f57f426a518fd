import {
  ANNOTATION_CANARY_PERCENT,
  ANNOTATION_MODEL,
} from '../manifests/deployment/modelAnnotations';
import { readReferenceOrUri, type ModelUri } from './modelUris';
import type { Observation } from './observation';
import { listAt, textAt, valueAt } from './untrustedJson';

const LABEL_NAME = 'app.kubernetes.io/name';
const LABEL_INSTANCE = 'app.kubernetes.io/instance';

/** Init container that unpacks the model; kit holds every layer against the digest that it is given. */
const UNPACK_CONTAINER = 'unpack-model';

/**
 * The model that a plain Deployment serves: what its annotation says, or an image that it mounts or runs. Of several the
 * one of the repository.
 *
 * @internal
 */
export function readDeploymentModel(
  deployment: unknown,
  repository: string,
): ModelUri | undefined {
  const named = textAt(deployment, 'metadata', 'annotations', ANNOTATION_MODEL);
  const found = listReferences(deployment, named).find(reference =>
    isOf(reference, repository),
  );
  const reference = found ?? named;
  return reference === undefined ? undefined : readReferenceOrUri(reference);
}

/**
 * Whether an object is a Deployment that somebody declared to serve the repository's model; those that a controller made
 * for something else are not.
 *
 * @internal
 */
export function isModelServer(
  { kind, object }: Observation,
  repository: string,
): boolean {
  if (kind !== 'Deployment' || isMadeByController(object)) return false;
  const named = textAt(object, 'metadata', 'annotations', ANNOTATION_MODEL);
  return listReferences(object, named).some(reference =>
    isOf(reference, repository),
  );
}

/** Whether a Deployment is declared to serve a model, of whatever repository. @internal */
export function namesModel({ kind, object }: Observation): boolean {
  return (
    kind === 'Deployment' &&
    !isMadeByController(object) &&
    textAt(object, 'metadata', 'annotations', ANNOTATION_MODEL) !== undefined
  );
}

/** A version under trial beside the Deployment of the same name. @internal */
export function isCanaryServer({ object }: Observation): boolean {
  const name = textAt(object, 'metadata', 'labels', LABEL_NAME);
  const instance = textAt(object, 'metadata', 'labels', LABEL_INSTANCE);
  return (
    name !== undefined && (instance?.startsWith(`${name}-canary`) ?? false)
  );
}

/** Whether two Deployments are of one model by their labels. @internal */
export function isSameModel(left: Observation, right: Observation): boolean {
  const name = textAt(left.object, 'metadata', 'labels', LABEL_NAME);
  return (
    name !== undefined &&
    name === textAt(right.object, 'metadata', 'labels', LABEL_NAME)
  );
}

/** Share of the traffic that a canary is meant to have. @internal */
export function readCanaryPercent(object: unknown): number | undefined {
  const text = textAt(
    object,
    'metadata',
    'annotations',
    ANNOTATION_CANARY_PERCENT,
  );
  return text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= 100
    ? Number(text)
    : undefined;
}

/**
 * The digest that a pod of such a Deployment holds, as far as somebody who saw the bytes says so: the kubelet by the
 * `imageID` of an image that is the model, kit by having unpacked it, the kubelet by having mounted it.
 *
 * @internal
 */
export function readServedDigest(pod: unknown): string | undefined {
  const named = textAt(pod, 'metadata', 'annotations', ANNOTATION_MODEL);
  const digest = named && readReferenceOrUri(named).digest;
  if (!named || !digest) return undefined;
  const runsIt = listAt(pod, 'spec', 'containers')
    .slice(0, 100)
    .find(container => textAt(container, 'image') === named);
  if (runsIt) return readImageId(pod, textAt(runsIt, 'name'));
  const isUnpacked = listAt(pod, 'status', 'initContainerStatuses')
    .slice(0, 100)
    .some(
      status =>
        textAt(status, 'name') === UNPACK_CONTAINER &&
        valueAt(status, 'state', 'terminated', 'exitCode') === 0,
    );
  const isMounted = listAt(pod, 'spec', 'volumes')
    .slice(0, 100)
    .some(volume => textAt(volume, 'image', 'reference') === named);
  return isUnpacked || isMounted ? digest : undefined;
}

function readImageId(pod: unknown, name: string | undefined) {
  const status = listAt(pod, 'status', 'containerStatuses').find(
    candidate => textAt(candidate, 'name') === name,
  );
  return /@(sha256:[0-9a-f]{64})$/.exec(textAt(status, 'imageID') ?? '')?.[1];
}

function isMadeByController(object: unknown): boolean {
  return listAt(object, 'metadata', 'ownerReferences').length > 0;
}

function listReferences(
  deployment: unknown,
  named: string | undefined,
): string[] {
  const pod = valueAt(deployment, 'spec', 'template', 'spec');
  return [
    ...(named === undefined ? [] : [named]),
    ...listAt(pod, 'volumes')
      .slice(0, 100)
      .flatMap(volume => textAt(volume, 'image', 'reference') ?? []),
    ...listAt(pod, 'containers')
      .slice(0, 100)
      .flatMap(container => textAt(container, 'image') ?? []),
  ];
}

/** Without taking the reference apart: this is asked of every Deployment of a cluster. */
function isOf(reference: string, repository: string): boolean {
  return (
    reference.startsWith(repository) &&
    ['', '@', ':'].includes(reference.charAt(repository.length))
  );
}
