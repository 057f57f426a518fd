import { parse } from 'yaml';
import type { JsonObject, KubernetesObject } from '../../../kubernetes';
import { isJsonObject } from '../../../kubernetes/fieldPath';
import {
  KindCatalog,
  type KindDefinition,
  splitApiVersion,
} from '../../../kubernetes/kinds';
import {
  applyJsonPatch,
  applyStrategicMergePatch,
} from '../../../kubernetes/patch';
import { parseLabelSelector } from '../../../kubernetes/selectors';
import { KustomizeError } from './KustomizeError';
import type { KustomizeTarget } from './kustomizationFile';

const catalog = new KindCatalog();

/** A kind that kustomize has no schema for: its lists are replaced as a whole. */
const unknownKind: KindDefinition = {
  group: '',
  version: 'v1',
  kind: '',
  plural: '',
  namespaced: true,
};

/** Applies one patch (strategic merge or JSON 6902, told apart by its shape) to what it targets. */
export function applyPatch(
  objects: readonly KubernetesObject[],
  text: string,
  target: KustomizeTarget | undefined,
  origin: string,
): KubernetesObject[] {
  let patch: unknown;
  try {
    patch = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new KustomizeError(
      `unable to parse SM or JSON patch from [${origin}]: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  if (Array.isArray(patch)) {
    if (!target)
      throw new KustomizeError(
        `must specify a target for JSON patch [${origin}]`,
      );
    return objects.map(object =>
      isTargeted(object, target) ? jsonPatched(object, patch, origin) : object,
    );
  }
  if (!isJsonObject(patch))
    throw new KustomizeError(
      `unable to parse SM or JSON patch from [${origin}]`,
    );
  return mergePatched(objects, patch, target);
}

function mergePatched(
  objects: readonly KubernetesObject[],
  patch: JsonObject,
  target: KustomizeTarget | undefined,
): KubernetesObject[] {
  const isMatch = target
    ? (object: KubernetesObject) => isTargeted(object, target)
    : matcherByIdentity(patch);
  if (!target && !objects.some(isMatch)) {
    const metadata = isJsonObject(patch.metadata) ? patch.metadata : {};
    throw new KustomizeError(
      `no resource matches strategic merge patch "${String(
        patch.kind,
      )}.${String(patch.apiVersion)}/${String(metadata.name)}.${String(
        metadata.namespace ?? '[noNs]',
      )}": no matches for Id ${String(
        patch.kind,
      )}; failed to find unique target for patch`,
    );
  }
  return objects.flatMap(object => {
    if (!isMatch(object)) return [object];
    if (patch.$patch === 'delete') return [];
    const {
      metadata: { name, namespace },
      apiVersion,
      kind,
    } = object;
    const merged = applyStrategicMergePatch(
      kindOf(object),
      object as JsonObject,
      patch,
      { isPatchFirst: true },
    );
    const metadata = {
      ...(isJsonObject(merged.metadata) ? merged.metadata : {}),
      name,
      ...(namespace && { namespace }),
    };
    return [{ ...merged, apiVersion, kind, metadata } as KubernetesObject];
  });
}

function kindOf(object: KubernetesObject): KindDefinition {
  return catalog.kindOf(object.apiVersion, object.kind) ?? unknownKind;
}

function jsonPatched(
  object: KubernetesObject,
  patch: unknown[],
  origin: string,
): KubernetesObject {
  try {
    return applyJsonPatch(
      object as JsonObject,
      patch,
    ) as unknown as KubernetesObject;
  } catch (error) {
    throw new KustomizeError(
      `failed to apply JSON patch [${origin}]: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

/** A strategic merge patch without target names its object itself. */
function matcherByIdentity(
  patch: JsonObject,
): (object: KubernetesObject) => boolean {
  const metadata = isJsonObject(patch.metadata) ? patch.metadata : {};
  return object =>
    object.kind === patch.kind &&
    splitApiVersion(object.apiVersion).group ===
      splitApiVersion(String(patch.apiVersion ?? '')).group &&
    object.metadata.name === metadata.name &&
    (metadata.namespace === undefined ||
      metadata.namespace === (object.metadata.namespace ?? 'default'));
}

/** Whether an object is chosen; names are regular expressions that have to match as a whole. */
export function isTargeted(
  object: KubernetesObject,
  target: KustomizeTarget,
): boolean {
  const { group, version } = splitApiVersion(object.apiVersion);
  const { name, namespace, labels, annotations } = object.metadata;
  const isMatch = (pattern: string | undefined, value: string) =>
    !pattern || new RegExp(`^(?:${pattern})$`).test(value);
  return (
    isMatch(target.group, group) &&
    isMatch(target.version, version) &&
    isMatch(target.kind, object.kind) &&
    isMatch(target.name, name) &&
    isMatch(target.namespace, namespace ?? '') &&
    parseLabelSelector(target.labelSelector ?? '')(labels) &&
    parseLabelSelector(target.annotationSelector ?? '')(annotations)
  );
}
