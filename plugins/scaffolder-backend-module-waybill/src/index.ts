/**
 * Scaffolder actions of Waybill: package, push, sign, verify, declare.
 *
 * @packageDocumentation
 */
export { scaffolderModuleWaybill as default } from './module';
export * from './actions';
export { createActions } from './createActions';
export type * from './dependencies';
export { readSettings } from './settings';
export type { EnvironmentSettings, WaybillSettings } from './settings';
export { ShipError } from './ShipError';
export type { ShipErrorCode } from './ShipError';
