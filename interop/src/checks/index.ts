export { CheckRunner } from './CheckRunner';
export { kubectlChecks } from './kubectl';
export { manifestSections } from './manifests';
export {
  allCells,
  kitDigestChecks,
  MatrixTable,
  orasUnpackChecks,
  packageAccessChecks,
  packageMatrixChecks,
  packageTransferChecks,
  startMatrixRegistries,
} from './packages';
export { publishedChecks } from './published';
export { registryAnswerChecks } from './registryAnswers';
export { roundTripChecks } from './roundTrips';
export {
  attestationChecks,
  modelSigningChecks,
  trustMatrixChecks,
  TrustTable,
  writeTrustKeys,
} from './trust';
