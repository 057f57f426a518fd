/**
 * Adapters from Waybill to registries, clusters, signers and Git hosts, each behind a small interface.
 *
 * @packageDocumentation
 */
export * from './registry';
export * from './packaging';
export * from './signing';
export * from './attesting';
export * from './modelSigning';
export * from './verification';
export * from './clusters';
export * from './declaration';
export * from './admission';
export * from './platform';
export * from './modelRepository';
export * from './scm';
