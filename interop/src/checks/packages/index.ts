export { packageAccessChecks } from './access';
export { kitDigestChecks } from './kitDigests';
export {
  allCells,
  MatrixTable,
  packageMatrixChecks,
  startMatrixRegistries,
} from './matrix';
export { orasUnpackChecks } from './orasUnpacks';
export { packageTransferChecks } from './transfers';
