export { WaybillCard } from './WaybillCard';
