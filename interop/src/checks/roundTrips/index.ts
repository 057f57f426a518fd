export type { RegistryUnderTest } from './RoundTrip';
export { roundTripChecks } from './roundTrips';
