export { changeSmallFile, writeModel, type BenchModel } from './writeModel';
