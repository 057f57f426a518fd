import type {
  JsonObject,
  JsonValue,
  KubernetesObject,
} from '../../../kubernetes';
import {
  fieldAt,
  isJsonObject,
  setFieldWithParent,
} from '../../../kubernetes/fieldPath';
import { KindCatalog } from '../../../kubernetes/kinds';
import type { KustomizationFile } from './kustomizationFile';

const catalog = new KindCatalog();

/** Applies the transformers of a kustomization in kustomize's order. */
export function transform(
  objects: readonly KubernetesObject[],
  file: KustomizationFile,
): KubernetesObject[] {
  return objects.map(original => {
    const object = structuredClone(original);
    if (file.namespace) setNamespace(object, file.namespace);
    if (file.namePrefix || file.nameSuffix) rename(object, file);
    for (const entry of file.labels ?? [])
      addLabels(object, entry.pairs ?? {}, entry);
    if (file.commonLabels)
      addLabels(object, file.commonLabels, { includeSelectors: true });
    if (file.commonAnnotations) addAnnotations(object, file.commonAnnotations);
    for (const image of file.images ?? []) replaceImages(object, image);
    return object;
  });
}

/** Kinds that are not known here are taken as namespaced, as kustomize does with custom resources. */
function setNamespace(object: KubernetesObject, namespace: string): void {
  const kind = catalog.kindOf(object.apiVersion, object.kind);
  if (object.kind === 'CustomResourceDefinition' || kind?.namespaced === false)
    return;
  object.metadata.namespace = namespace;
}

function rename(
  object: KubernetesObject,
  { namePrefix = '', nameSuffix = '' }: KustomizationFile,
): void {
  if (object.kind === 'Namespace' || object.kind === 'CustomResourceDefinition')
    return;
  object.metadata.name = `${namePrefix}${object.metadata.name}${nameSuffix}`;
}

function addTo(
  object: KubernetesObject,
  parent: string,
  field: string,
  pairs: Readonly<Record<string, string>>,
): void {
  const before = fieldAt(object, `${parent}.${field}`);
  setFieldWithParent(object, `${parent}.${field}`, {
    ...(isJsonObject(before) ? before : {}),
    ...pairs,
  });
}

function addAnnotations(
  object: KubernetesObject,
  pairs: Readonly<Record<string, string>>,
): void {
  addTo(object, 'metadata', 'annotations', pairs);
  addTo(object, 'spec.template.metadata', 'annotations', pairs);
}

function addLabels(
  object: KubernetesObject,
  pairs: Readonly<Record<string, string>>,
  {
    includeSelectors,
    includeTemplates,
  }: { includeSelectors?: boolean; includeTemplates?: boolean },
): void {
  addTo(object, 'metadata', 'labels', pairs);
  const hasTemplate = isJsonObject(fieldAt(object, 'spec.template.metadata'));
  if (hasTemplate && (includeSelectors || includeTemplates))
    addTo(object, 'spec.template.metadata', 'labels', pairs);
  if (!includeSelectors) return;
  if (hasTemplate) addTo(object, 'spec.selector', 'matchLabels', pairs);
  else if (object.kind === 'Service' && fieldAt(object, 'spec.selector'))
    addTo(object, 'spec', 'selector', pairs);
}

type ImageChange = NonNullable<KustomizationFile['images']>[number];

/** Changes `image` of every container of an object, wherever its pod template is. */
function replaceImages(value: unknown, image: ImageChange): void {
  if (Array.isArray(value)) value.forEach(item => replaceImages(item, image));
  if (!isJsonObject(value)) return;
  for (const [name, field] of Object.entries(value)) {
    if (
      (name === 'containers' || name === 'initContainers') &&
      Array.isArray(field)
    ) {
      field
        .filter(isJsonObject)
        .forEach(container => replaceImage(container, image));
    } else replaceImages(field, image);
  }
}

function replaceImage(container: JsonObject, change: ImageChange): void {
  const current: JsonValue = container.image;
  if (typeof current !== 'string') return;
  const [, name, tail] = /^(.+?)((?::[^/:@]+)?(?:@.+)?)$/.exec(current) ?? [];
  if (name !== change.name) return;
  let rest = tail ?? '';
  if (change.digest) rest = `@${change.digest}`;
  else if (change.newTag) rest = `:${change.newTag}`;
  container.image = `${change.newName ?? name}${rest}`;
}
