export { packageAccessChecks } from './access';
export { kitDigestChecks } from './kitDigests';
export {
  allCells,
  MatrixTable,
  packageMatrixChecks,
  startMatrixRegistries,
} from './matrix';
export { packageTransferChecks } from './transfers';
