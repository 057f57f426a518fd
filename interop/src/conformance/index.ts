export {
  conformanceChecks,
  mainJobChecks,
  type JobRecord,
} from './conformanceChecks';
