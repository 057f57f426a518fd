export { readGgufHeader, GGUF_MAX_HEADER_BYTES } from './gguf';
export {
  readSafeTensorsHeader,
  safeTensorsHeaderBytes,
  SAFETENSORS_MAX_HEADER_BYTES,
} from './safeTensors';
export * from './WeightsError';
export type { WeightsHeader } from './WeightsHeader';
