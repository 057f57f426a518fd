export { HopDetail } from './HopDetail';
