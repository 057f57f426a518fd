export { listKserveProblems } from './listKserveProblems';
