export { preAuthEncoding } from './dsse';
export {
  hashOfKey,
  keyHint,
  readPublicKey,
  verifySignature,
  verifyWithKey,
} from './publicKeys';
export { readBundle } from './readBundle';
export { readLegacyAttestation, readLegacySignature } from './legacyLayers';
export type { SignatureEnvelope } from './SignatureEnvelope';
