export { ServingNotes } from './ServingNotes';
