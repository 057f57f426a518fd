/**
 * A private key that never leaves its holder: a PEM or cosign key in memory now, a KMS later.
 *
 * @public
 */
export interface Signer {
  /** Name under which configuration knows the key. */
  readonly keyName: string;
  /** SubjectPublicKeyInfo as PEM. */
  readonly publicKeyPem: string;
  /** Signs the data (hash as the key type demands); ECDSA signatures are ASN.1 DER. */
  sign(data: Buffer): Promise<Buffer>;
}
