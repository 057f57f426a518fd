export { StaleVerdict } from './StaleVerdict';
export { VerdictSummary } from './VerdictSummary';
