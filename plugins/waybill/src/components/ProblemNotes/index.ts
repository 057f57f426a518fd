export { ProblemNotes } from './ProblemNotes';
