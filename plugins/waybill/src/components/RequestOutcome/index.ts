export { RequestOutcome } from './RequestOutcome';
