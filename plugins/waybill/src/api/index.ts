export { waybillApiRef } from './WaybillApi';
export type {
  PodLogTarget,
  UploadFile,
  UploadOptions,
  VersionTarget,
  WaybillApi,
} from './WaybillApi';
export { WaybillClient } from './WaybillClient';
