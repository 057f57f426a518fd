export { allCells } from './cells';
export { packageMatrixChecks } from './matrixChecks';
export { MatrixTable } from './MatrixTable';
export { startMatrixRegistries } from './registries';
