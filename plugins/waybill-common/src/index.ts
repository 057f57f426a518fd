/**
 * The words of Waybill: types, rules and builders, pure and isomorphic.
 *
 * @packageDocumentation
 */
export * from './reference';
export * from './artifact';
export * from './model';
export * from './verification';
export * from './attestations';
export * from './manifests';
export * from './admission';
export * from './permissions';
export * from './api';
