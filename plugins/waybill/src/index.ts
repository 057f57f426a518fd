/**
 * The frontend of Waybill: an entity tab and card, a form field, and the marker of a demonstration.
 *
 * @packageDocumentation
 */
export { waybillPlugin as default } from './plugin';
export { waybillApiRef } from './api';
export type {
  PodLogTarget,
  UploadFile,
  UploadOptions,
  VersionTarget,
  WaybillApi,
} from './api';
