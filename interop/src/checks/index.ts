export { CheckRunner } from './CheckRunner';
export { kubectlChecks } from './kubectl';
export { publishedChecks } from './published';
export { registryAnswerChecks } from './registryAnswers';
export { roundTripChecks } from './roundTrips';
