export { CelError } from './CelError';
export { evaluateCel } from './evaluate';
