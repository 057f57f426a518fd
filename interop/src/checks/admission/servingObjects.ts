import { MODELS_NAMESPACE } from '../../controlPlane';

export type ServingObject = {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly [field: string]: unknown;
};

const metadata = { name: 'iris', namespace: MODELS_NAMESPACE };
const modelFormat = { name: 'sklearn' };

function service(spec: object): ServingObject {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata,
    spec,
  };
}

function pod(spec: object): ServingObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec };
}

const other = { name: 'server', image: 'registry.k8s.io/pause:3.10' };
const elsewhere = { model: { modelFormat, storageUri: 's3://bucket/model' } };

/** Every place where a model's image stands in an object. */
export const PLACES: Readonly<
  Record<string, (image: string) => ServingObject>
> = {
  storageUri: image =>
    service({
      predictor: {
        minReplicas: 1,
        model: { modelFormat, storageUri: `oci://${image}` },
      },
    }),
  'the storageUri of an older kind of predictor': image =>
    service({ predictor: { sklearn: { storageUri: `oci://${image}` } } }),
  'an image volume of KServe': image =>
    service({
      predictor: {
        model: { modelFormat, storageUri: `oci+native://${image}` },
      },
    }),
  storageUris: image =>
    service({
      predictor: {
        model: { modelFormat },
        storageUris: [{ uri: `oci://${image}`, mountPath: '/mnt/models' }],
      },
    }),
  'a canary': image =>
    service({
      predictor: elsewhere,
      canary: [
        {
          trafficPercent: 10,
          predictor: {
            name: 'next',
            model: { modelFormat, storageUri: `oci://${image}` },
          },
        },
      ],
    }),
  'a transformer': image =>
    service({
      predictor: elsewhere,
      transformer: {
        storageUris: [{ uri: `kit://${image}`, mountPath: '/mnt/models' }],
      },
    }),
  'an LLM': image => ({
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceService',
    metadata,
    spec: { model: { uri: `oci://${image}` } },
  }),
  'a container': image =>
    pod({ containers: [other, { name: 'modelcar', image }] }),
  'an init container': image =>
    pod({
      initContainers: [{ name: 'modelcar-init', image }],
      containers: [other],
    }),
  'an image volume': image =>
    pod({
      containers: [other],
      volumes: [
        { name: 'mnt-models', image: { reference: image } },
        { name: 'scratch', emptyDir: {} },
      ],
    }),
};
