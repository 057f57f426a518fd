export {
  MODEL_SIGNATURE_FILE,
  type ModelManifest,
  type ModelResource,
} from './ModelManifest';
export * from './ModelVerdict';
export { openModelFolder } from './openModelFolder';
export * from './signModel';
export * from './verifyModel';
export { verifyModelFolder } from './verifyModelFolder';
