import type {
  KubernetesObject,
  Observation,
} from '@waybill/backstage-plugin-waybill-common';

interface Predictor {
  readonly model?: { readonly storageUri?: unknown };
}

/**
 * The serving object of an environment as it would be with another digest: the same but for its `storageUri`, or for
 * each place where a Deployment names the model.
 *
 * @returns `undefined` where it does not name the repository there
 */
export function candidateObject(
  serving: Observation | undefined,
  repository: string,
  digest: string,
): KubernetesObject | undefined {
  if (serving?.kind === 'Deployment') {
    return candidateDeployment(serving, repository, digest);
  }
  const spec = serving?.object.spec as { predictor?: Predictor } | undefined;
  const model = spec?.predictor?.model;
  const uri = model?.storageUri;
  const scheme =
    typeof uri === 'string'
      ? /^([a-z][a-z+]{0,20}:\/\/)(.+?)(?:[:@][^/]*)?$/.exec(uri)
      : null;
  if (!serving || !spec || scheme?.[2] !== repository) return undefined;
  return {
    ...essenceOf(serving),
    spec: {
      ...spec,
      predictor: {
        ...spec.predictor,
        model: { ...model, storageUri: `${scheme[1]}${repository}@${digest}` },
      },
    },
  };
}

function essenceOf(serving: Observation): KubernetesObject {
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
  };
}

/** A reference to the repository is all of a text: an image, a volume, an annotation. */
function candidateDeployment(
  serving: Observation,
  repository: string,
  digest: string,
): KubernetesObject | undefined {
  let found = false;
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const rest = value.startsWith(repository)
        ? value.charAt(repository.length)
        : undefined;
      if (rest !== '@' && rest !== ':') return value;
      found = true;
      return `${repository}@${digest}`;
    }
    if (Array.isArray(value)) return value.map(replace);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [key, replace(inner)]),
        )
      : value;
  };
  const candidate = replace({
    ...essenceOf(serving),
    spec: serving.object.spec,
  }) as KubernetesObject;
  return found ? candidate : undefined;
}
