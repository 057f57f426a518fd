export { writeCandidates } from './candidates';
export { forecastChecks } from './forecastChecks';
export { kyvernoAttestationChecks, kyvernoChecks } from './kyvernoChecks';
export {
  addEngineDefinitions,
  gatekeeperChecks,
  serverChecks,
} from './serverChecks';
