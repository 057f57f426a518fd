export { packageAccessChecks } from './accessChecks';
