export { COMPATIBILITY_QUESTIONS } from './questions';
