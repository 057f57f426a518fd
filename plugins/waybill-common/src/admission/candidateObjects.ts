import { parseReference, parseStorageUri } from '../reference';
import { listAt, textAt, valueAt } from '../model/untrustedJson';
import type { AdmissionCandidate } from './admissionInput';
import type { AdmittedKind } from './match/selectors';

/** Where an object names an image. @internal */
export type ImagePlace = 'model' | 'containers' | 'volumes';

/** An image that an object would bring into the cluster. @internal */
export interface AdmittedImage {
  /** As the object writes it, without scheme. */
  readonly reference: string;
  readonly place: ImagePlace;
  /** It is the candidate, and not another image beside it. */
  readonly isCandidate: boolean;
}

/** One object that passes admission on the candidate's way into the cluster. @internal */
export interface AdmittedObject extends AdmittedKind {
  /** Whether it is what would be applied, and not a pod that follows from it. */
  readonly isApplied: boolean;
  readonly images: readonly AdmittedImage[];
  /** Brings images that cannot be told beforehand, such as a serving runtime's. */
  readonly hasOtherImages: boolean;
  readonly json: unknown;
}

const RESOURCES: Readonly<
  Record<string, Pick<AdmittedKind, 'group' | 'resource'>>
> = {
  InferenceService: {
    group: 'serving.kserve.io',
    resource: 'inferenceservices',
  },
  LLMInferenceService: {
    group: 'serving.kserve.io',
    resource: 'llminferenceservices',
  },
  Deployment: { group: 'apps', resource: 'deployments' },
  StatefulSet: { group: 'apps', resource: 'statefulsets' },
  Pod: { group: '', resource: 'pods' },
};

const PARTS = ['predictor', 'transformer', 'explainer'];

/**
 * The serving object, and the pod that follows from it.
 *
 * @internal
 */
export function listAdmittedObjects(
  candidate: AdmissionCandidate,
): AdmittedObject[] {
  const { object } = candidate;
  const kind = textAt(object, 'kind') ?? '';
  const known = Object.hasOwn(RESOURCES, kind) ? RESOURCES[kind] : undefined;
  const uris = readModelUris(object, kind);
  const template = readPodSpec(object, kind);
  const models = uris.flatMap(uri => toModelImage(uri, candidate));
  const inTemplate = readPodImages(template, candidate);
  const applied: AdmittedObject = {
    group: known?.group ?? (textAt(object, 'apiVersion') ?? '').split('/')[0],
    resource: known?.resource ?? `${kind.toLowerCase()}s`,
    kind,
    name: textAt(object, 'metadata', 'name'),
    labels: readLabels(object),
    isApplied: true,
    images: kind.endsWith('InferenceService') ? models : inTemplate,
    hasOtherImages: false,
    json: object,
  };
  if (kind === 'Pod') return [applied];
  const isServed = kind.endsWith('InferenceService');
  return [
    applied,
    {
      group: '',
      resource: 'pods',
      kind: 'Pod',
      isApplied: false,
      images: isServed
        ? uris.flatMap(uri => toPodImage(uri, candidate))
        : inTemplate,
      hasOtherImages: isServed,
      json: { metadata: {} },
    },
  ];
}

function readModelUris(object: unknown, kind: string): string[] {
  if (kind === 'LLMInferenceService') {
    return [textAt(object, 'spec', 'model', 'uri') ?? ''].filter(Boolean);
  }
  const parts = [
    ...PARTS.map(part => valueAt(object, 'spec', part)),
    ...listAt(object, 'spec', 'canary').map(canary =>
      valueAt(canary, 'predictor'),
    ),
  ];
  return parts.flatMap(part => [
    ...Object.values(
      typeof part === 'object' && part !== null ? part : {},
    ).flatMap(value => textAt(value, 'storageUri') ?? []),
    ...listAt(part, 'storageUris').flatMap(entry => textAt(entry, 'uri') ?? []),
  ]);
}

function readPodSpec(object: unknown, kind: string): unknown {
  return kind === 'Pod'
    ? valueAt(object, 'spec')
    : valueAt(object, 'spec', 'template', 'spec');
}

function readPodImages(
  spec: unknown,
  candidate: AdmissionCandidate,
): AdmittedImage[] {
  const containers = [
    ...listAt(spec, 'containers'),
    ...listAt(spec, 'initContainers'),
  ].flatMap(container => textAt(container, 'image') ?? []);
  const volumes = listAt(spec, 'volumes').flatMap(
    volume => textAt(volume, 'image', 'reference') ?? [],
  );
  return [
    ...containers.map(image => toImage(image, 'containers', candidate)),
    ...volumes.map(image => toImage(image, 'volumes', candidate)),
  ];
}

function toModelImage(
  uri: string,
  candidate: AdmissionCandidate,
): AdmittedImage[] {
  const image = splitUri(uri);
  return image ? [toImage(image.reference, 'model', candidate)] : [];
}

/** What a storage container unpacks while the pod starts is in no pod. */
function toPodImage(
  uri: string,
  candidate: AdmissionCandidate,
): AdmittedImage[] {
  const image = splitUri(uri);
  if (!image || ['kit', 'oci-artifact'].includes(image.scheme)) return [];
  return [
    toImage(
      image.reference,
      image.scheme === 'oci+native' ? 'volumes' : 'containers',
      candidate,
    ),
  ];
}

function splitUri(
  uri: string,
): { readonly scheme: string; readonly reference: string } | undefined {
  try {
    const { scheme } = parseStorageUri(uri);
    return { scheme, reference: uri.slice(uri.indexOf('://') + 3) };
  } catch {
    return undefined;
  }
}

function toImage(
  reference: string,
  place: ImagePlace,
  candidate: AdmissionCandidate,
): AdmittedImage {
  return {
    reference,
    place,
    isCandidate: isCandidate(reference, candidate),
  };
}

function isCandidate(
  reference: string,
  { repository, digest }: AdmissionCandidate,
): boolean {
  try {
    const { host, path, digest: pinned } = parseReference(reference);
    return pinned === digest && `${host}/${path}` === repository;
  } catch {
    return false;
  }
}

function readLabels(object: unknown): Readonly<Record<string, string>> {
  const labels = valueAt(object, 'metadata', 'labels');
  return typeof labels === 'object' && labels !== null
    ? (labels as Readonly<Record<string, string>>)
    : {};
}
