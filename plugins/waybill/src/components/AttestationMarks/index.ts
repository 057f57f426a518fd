export { AttestationMarks } from './AttestationMarks';
