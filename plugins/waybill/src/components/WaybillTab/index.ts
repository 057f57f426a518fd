export { WaybillTab } from './WaybillTab';
