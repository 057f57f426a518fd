export { writeCandidates } from './candidates';
export { kyvernoAttestationChecks, kyvernoChecks } from './kyvernoChecks';
export {
  addEngineDefinitions,
  gatekeeperChecks,
  serverChecks,
} from './serverChecks';
