import { MODEL_RESOURCE_TYPE } from '@waybill/backstage-plugin-waybill-common';

/** Entities that are models. */
export const modelEntityFilter = {
  kind: 'resource',
  'spec.type': MODEL_RESOURCE_TYPE,
};
