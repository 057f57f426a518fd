export * from './TrustRoots';
export { PUBLIC_GOOD, trustRootsFromConfig } from './trustRootsFromConfig';
