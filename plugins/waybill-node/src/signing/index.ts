export * from './Signer';
export * from './SigningError';
export { generateCosignKeyPair, loadSigner } from './keys/loadSigner';
export { ClusterSecretReader } from './keys/ClusterSecretReader';
export type { SecretReader } from './keys/SecretReader';
export * from './forms/signPackage';
export type { SignatureForm } from './forms/presentForms';
export type { SignaturePlace } from './forms/content';
export * from './forms/signStatement';
export * from './forms/attachBundle';
export {
  appendLegacyLayer,
  legacyTagOf,
  type LegacySuffix,
} from './forms/legacyTag';
export * from './resolveSigner';
export * from './signersFromConfig';
export {
  createKeylessSigner,
  type KeylessSettings,
} from './keyless/createKeylessSigner';
export { tokenSourceOf, type TokenSource } from './keyless/identityToken';
export type { VaultSettings } from './kms/vaultSigner';
