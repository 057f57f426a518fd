/**
 * Catalog module of Waybill: what an `ai-model` entity must say.
 *
 * @packageDocumentation
 */
export { catalogModuleWaybill as default } from './module';
