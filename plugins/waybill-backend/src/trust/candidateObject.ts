import type {
  KubernetesObject,
  Observation,
} from '@waybill/backstage-plugin-waybill-common';

interface Predictor {
  readonly model?: { readonly storageUri?: unknown };
}

/**
 * The serving object of an environment as it would be with another digest: the same but for its `storageUri`.
 *
 * @returns `undefined` where it does not name the repository there
 */
export function candidateObject(
  serving: Observation | undefined,
  repository: string,
  digest: string,
): KubernetesObject | undefined {
  const spec = serving?.object.spec as { predictor?: Predictor } | undefined;
  const model = spec?.predictor?.model;
  const uri = model?.storageUri;
  const scheme =
    typeof uri === 'string'
      ? /^([a-z][a-z+]{0,20}:\/\/)(.+?)(?:[:@][^/]*)?$/.exec(uri)
      : null;
  if (!serving || !spec || scheme?.[2] !== repository) return undefined;
  const { labels, annotations } = serving.object.metadata ?? {};
  return {
    apiVersion: serving.apiVersion,
    kind: serving.kind,
    metadata: {
      name: serving.name,
      namespace: serving.namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
    },
    spec: {
      ...spec,
      predictor: {
        ...spec.predictor,
        model: { ...model, storageUri: `${scheme[1]}${repository}@${digest}` },
      },
    },
  };
}
