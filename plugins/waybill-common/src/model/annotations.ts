/**
 * `host/path` of the OCI repository that holds the versions of a model entity.
 *
 * @public
 */
export const ANNOTATION_REPOSITORY = 'waybill.dev/repository';

/**
 * Path of the deploy folder inside the entity's source location; `deploy` where absent.
 *
 * @public
 */
export const ANNOTATION_DEPLOY_PATH = 'waybill.dev/deploy-path';

/** `spec.type` of a `Resource` that is a model. @public */
export const MODEL_RESOURCE_TYPE = 'ai-model';
