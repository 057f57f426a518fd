export * from './Signer';
export * from './SigningError';
export { generateCosignKeyPair, loadSigner } from './keys';
export * from './signPackage';
export * from './gatherSignatureMaterial';
export * from './verifyDigest';
export * from './fromConfig';
