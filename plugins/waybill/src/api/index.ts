export { waybillApiRef } from './WaybillApi';
export type {
  PodLogTarget,
  UploadFile,
  UploadOptions,
  WaybillApi,
} from './WaybillApi';
export { WaybillClient } from './WaybillClient';
