export * from './RegistryClient';
export { RegistryError } from './errors';
export type { RegistryErrorCode, RegistryErrorDetail } from './errors';
export { DEFAULT_RETRY_POLICY } from './retry';
export type { RetryPolicy } from './retry';
export * from './settings';
export * from './HttpRegistryClient';
export * from './MemoryRegistryClient';
