export { roundTripChecks } from './roundTrips';
