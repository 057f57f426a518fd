/** Options of every call that signs: a KMS and the services of keyless signing are asked over the network. @public */
export interface SigningOptions {
  readonly signal?: AbortSignal;
}

/**
 * Who signs: the holder of a key, or somebody with an identity and no key of their own.
 *
 * @public
 */
export type Signer = KeySigner | KeylessSigner;

/**
 * A private key that never leaves its holder: PEM or cosign's form in memory, or a KMS.
 *
 * @public
 */
export interface KeySigner {
  readonly kind: 'key';
  /** Name under which configuration knows the key, or the reference to it. */
  readonly keyName: string;
  /** SubjectPublicKeyInfo as PEM. */
  readonly publicKeyPem: string;
  /** Signs the data (hash as the key type demands); ECDSA signatures are ASN.1 DER. */
  sign(data: Buffer, options?: SigningOptions): Promise<Buffer>;
}

/**
 * Signs with a key that lives as long as this object and for which an authority (Fulcio) gives a short certificate in
 * return for an OIDC token. A transparency log or a timestamp authority shows that it was used in that time.
 *
 * @public
 */
export interface KeylessSigner {
  readonly kind: 'keyless';
  /** Name under which configuration knows the signer. */
  readonly keyName: string;
  /** Obtains the certificate, or gives the one that is still valid long enough. */
  certify(options?: SigningOptions): Promise<IssuedCertificate>;
  /** Signs the content and has it witnessed. */
  signContent(
    content: SignableContent,
    options?: SigningOptions,
  ): Promise<WitnessedSignature>;
}

/** Whom a short-lived certificate speaks of. @public */
export interface IssuedCertificate {
  /** PEM, the signer's own first, then those up to the authority's root. */
  readonly chainPem: readonly string[];
  /** Subject alternative name. */
  readonly subject: string;
  /** OIDC issuer. */
  readonly issuer: string;
  /** Which proofs of time come with each signature. */
  readonly witnesses: {
    readonly log: boolean;
    readonly timestamp: boolean;
  };
}

/** An in-toto statement for a DSSE envelope, or bytes as they are. @public */
export type SignableContent =
  | { readonly kind: 'statement'; readonly payload: Buffer }
  | { readonly kind: 'message'; readonly data: Buffer };

/** A signature by certificate with the proofs of its time. @public */
export interface WitnessedSignature {
  readonly signature: Buffer;
  /** Sigstore bundle v0.3. */
  readonly bundle: Buffer;
  readonly certificate: IssuedCertificate;
  /** Entry of a transparency log. */
  readonly logEntry?: WitnessedLogEntry;
  /** RFC 3161 TimeStampResp, DER. */
  readonly timestamp?: Buffer;
}

/** @public */
export interface WitnessedLogEntry {
  /** Decimal. */
  readonly logIndex: string;
  /** Hex. */
  readonly logId: string;
  /** Seconds since 1970, where the log says when (Rekor v1). */
  readonly integratedTime?: string;
  readonly canonicalizedBody: Buffer;
  /** The log's promise, where it gives one (Rekor v1). */
  readonly signedEntryTimestamp?: Buffer;
}
