export { packageTransferChecks } from './transferChecks';
