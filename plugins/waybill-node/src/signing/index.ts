export * from './Signer';
export * from './SigningError';
export { generateCosignKeyPair, loadSigner } from './keys';
export * from './signPackage';
export * from './signersFromConfig';
