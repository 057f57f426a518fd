export { registryAnswerChecks } from './registryAnswers';
