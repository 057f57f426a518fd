/**
 * HTTP API and cluster observers of Waybill.
 *
 * @packageDocumentation
 */
export { waybillPlugin as default } from './plugin';
