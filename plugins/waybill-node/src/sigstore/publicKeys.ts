import {
  createHash,
  createPublicKey,
  verify,
  type KeyObject,
} from 'node:crypto';

/** NIST SP 800-131A: shorter ones are no longer to be believed. */
const MIN_RSA_BITS = 2048;
const MAX_CACHED_KEYS = 200;
const HASH_OF_CURVE: ReadonlyMap<string, 'sha256' | 'sha384' | 'sha512'> =
  new Map([
    ['prime256v1', 'sha256'],
    ['secp384r1', 'sha384'],
    ['secp521r1', 'sha512'],
  ]);

/** The y of Ed25519's points of small order, in every spelling (RFC 8032, 5.1): such a key verifies what nobody signed. */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ...['ec', 'ed', 'ee'].map(first => `${first}${'ff'.repeat(30)}7f`),
]);

function isOfSmallOrder(key: KeyObject): boolean {
  const point = key.export({ type: 'spki', format: 'der' }).subarray(-32);
  const y = Buffer.from(point);
  // the highest bit is the sign of x
  y[31] %= 0x80;
  return SMALL_ORDER.has(y.toString('hex'));
}

/** A public key, read once. @internal */
export interface PublicKey {
  readonly key: KeyObject;
  /** base64(sha256(DER SubjectPublicKeyInfo)): how cosign's bundles name a key. */
  readonly hint: string;
}

const cache = new Map<string, PublicKey | undefined>();

/**
 * Reads a public key in PEM; parsed ones are kept, as every signature of a verification asks for the same few.
 *
 * @returns `undefined` for what is no key, or of a type or strength that Waybill does not believe
 * @internal
 */
export function readPublicKey(publicKeyPem: string): PublicKey | undefined {
  if (cache.has(publicKeyPem)) return cache.get(publicKeyPem);
  const found = parsePublicKey(publicKeyPem);
  const [oldest] = cache.keys();
  if (cache.size >= MAX_CACHED_KEYS) cache.delete(oldest);
  cache.set(publicKeyPem, found);
  return found;
}

/**
 * Whether the key verifies the signature; false, too, for a key or signature that makes no sense.
 *
 * @internal
 */
export function verifyWithKey(
  publicKeyPem: string,
  data: Buffer,
  signature: Buffer,
): boolean {
  const found = readPublicKey(publicKeyPem);
  return found !== undefined && verifySignature(found.key, data, signature);
}

/**
 * Whether the key verifies the signature. The hash follows from the key and never from what the signature says of
 * itself.
 *
 * @internal
 */
export function verifySignature(
  key: KeyObject,
  data: Buffer,
  signature: Buffer,
): boolean {
  const hash = hashOfKey(key);
  if (hash === 'unsupported' || signature.length === 0) return false;
  try {
    return verify(hash, data, { key, dsaEncoding: 'der' }, signature);
  } catch {
    return false;
  }
}

/**
 * base64(sha256(DER SubjectPublicKeyInfo)): how cosign's bundles name a key.
 *
 * @throws Error for what is no public key
 * @internal
 */
export function keyHint(publicKeyPem: string): string {
  return (
    readPublicKey(publicKeyPem)?.hint ?? hintOf(createPublicKey(publicKeyPem))
  );
}

/**
 * The hash that Sigstore pairs with a key type: `undefined` for Ed25519, which brings its own; `unsupported` for types,
 * curves and lengths that Waybill neither signs with nor believes.
 *
 * @internal
 */
export function hashOfKey(
  key: KeyObject,
): 'sha256' | 'sha384' | 'sha512' | undefined | 'unsupported' {
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return isOfSmallOrder(key) ? 'unsupported' : undefined;
    case 'rsa':
      return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS
        ? 'sha256'
        : 'unsupported';
    case 'ec':
      return (
        HASH_OF_CURVE.get(key.asymmetricKeyDetails?.namedCurve ?? '') ??
        'unsupported'
      );
    default:
      return 'unsupported';
  }
}

function parsePublicKey(publicKeyPem: string): PublicKey | undefined {
  try {
    const key = createPublicKey(publicKeyPem);
    return hashOfKey(key) === 'unsupported'
      ? undefined
      : { key, hint: hintOf(key) };
  } catch {
    return undefined;
  }
}

function hintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}
