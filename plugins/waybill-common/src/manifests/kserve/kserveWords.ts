/** Annotation of KServe that chooses how an InferenceService becomes pods. @public */
export const ANNOTATION_DEPLOYMENT_MODE = 'serving.kserve.io/deploymentMode';

/** Annotation of KServe that chooses what scales the Deployments of Standard mode. @public */
export const ANNOTATION_AUTOSCALER_CLASS = 'serving.kserve.io/autoscalerClass';

/** Annotation of Knative that chooses what scales its revisions. @public */
export const ANNOTATION_KNATIVE_CLASS = 'autoscaling.knative.dev/class';

/** Annotation that carries the version (tag) of the pinned digest, for people who read the object. @public */
export const ANNOTATION_VERSION = 'waybill.dev/version';

/** Label by which Backstage's Kubernetes plugin finds the objects of an entity. @public */
export const LABEL_KUBERNETES_ID = 'backstage.io/kubernetes-id';

/** Name that KServe gives the container of the model server, whatever it was called. @public */
export const MODEL_SERVER_CONTAINER = 'kserve-container';

/** Name of the container of an LLMInferenceService that its presets are merged into. @public */
export const LLM_CONTAINER = 'main';

/** Variable by which KServe is told where the model of a server of one's own is. @public */
export const STORAGE_URI_VARIABLE = 'STORAGE_URI';

/** Variable by which KServe is told what a server of one's own speaks. @internal */
export const PROTOCOL_VARIABLE = 'PROTOCOL';
