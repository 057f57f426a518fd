export { OidcIssuer } from './OidcIssuer';
export { startSigstore, type RunningSigstore } from './startSigstore';
