import type { Admission, JsonObject, KubernetesObject } from '../../kubernetes';
import { fieldAt, isJsonObject } from '../../kubernetes/fieldPath';

/** Plays KServe's defaulting webhook (v0.20.0, Standard mode): what an InferenceService looks like as soon as it is stored. */
export function admitInferenceServices(admission: Admission): () => void {
  return admission.register('InferenceService', object => withDefaults(object));
}

function withDefaults(object: KubernetesObject): KubernetesObject {
  const model = fieldAt(object, 'spec.predictor.model');
  const predictor = fieldAt(object, 'spec.predictor');
  const spec = fieldAt(object, 'spec');
  if (!isJsonObject(model) || !isJsonObject(predictor) || !isJsonObject(spec))
    return object;
  const format = fieldAt(model, 'modelFormat.name');
  const defaulted: JsonObject = { name: '', resources: {}, ...model };
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: {
        ...object.metadata.annotations,
        ...(typeof format === 'string' && { modelFormat: format }),
        'serving.kserve.io/deploymentMode': 'Standard',
      },
    },
    spec: { ...spec, predictor: { ...predictor, model: defaulted } },
  };
}
