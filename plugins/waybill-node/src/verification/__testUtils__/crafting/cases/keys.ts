import {
  createECDH,
  createHash,
  createHmac,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import {
  anyCase,
  changedBundle,
  draftedBundle,
  legacyCase,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import { draftEnvelope, encodePae, signEnvelope } from '../bundles';
import { ecdsaSignature } from '../der';
import {
  craftKey,
  publicKeyToPem,
  sha256,
  type CraftedKey,
  type KeyKind,
} from '../keys';
import type { Scene } from '../Scene';

const WRONG_KEY: Expected = ['untrusted', 'KeyMismatch'];
const INVALID: Expected = ['untrusted', 'SignatureInvalid'];
const P256_ORDER = BigInt(
  '0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
);

/** A bundle by a key of another kind, which is the one that is trusted; `signBadly` is in the place of its signing. */
function byKind(
  name: string,
  kind: KeyKind,
  signBadly: (key: CraftedKey, data: Buffer, scene: Scene) => Buffer,
): CraftedCase {
  return anyCase(name, INVALID, async (scene, isFaulty) => {
    const key = craftKey(kind);
    scene.policies = [scene.policyOfKey(key.publicKeyPem)];
    const draft = draftEnvelope(scene.image.digest, key);
    if (isFaulty) draft.sign = data => signBadly(key, data, scene);
    await scene.attach(signEnvelope(draft));
  });
}

/** A bundle by a key that is trusted and that nobody should trust, or by a good one. */
function byWeakKey(
  name: string,
  weak: () => {
    publicKeyPem: string;
    hint?: string;
    sign(data: Buffer): Buffer;
  },
): CraftedCase {
  return anyCase(name, WRONG_KEY, async (scene, isFaulty) => {
    const key = isFaulty ? weak() : craftKey();
    scene.policies = [scene.policyOfKey(key.publicKeyPem)];
    const draft = draftEnvelope(scene.image.digest, scene.cast.key);
    draft.hint = '';
    draft.sign = data => key.sign(data);
    await scene.attach(signEnvelope(draft));
  });
}

const signWith = (key: CraftedKey, hash: string, data: Buffer) =>
  sign(hash, data, { key: key.privateKey, dsaEncoding: 'der' });

/** r and s of a signature in DER. */
function numbersOf(der: Buffer): [r: bigint, s: bigint] {
  const rEnd = 4 + der[3];
  const toNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
  return [toNumber(der.subarray(4, rEnd)), toNumber(der.subarray(rEnd + 2))];
}

/** Ed25519 as the identity element: with S = 0 it verifies everything, unless somebody minds. */
function lowOrderKey() {
  const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
  const prefix = Buffer.from('302a300506032b6570032100', 'hex');
  return {
    publicKeyPem: publicKeyToPem(Buffer.concat([prefix, identity])),
    sign: () => Buffer.concat([identity, Buffer.alloc(32)]),
  };
}

/**
 * P-256 with its numbers written out, and with a public key of somebody else as its generator (CVE-2020-0601): the
 * private key to it is 1.
 */
function ownGeneratorKey() {
  const { publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    paramEncoding: 'explicit',
  });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const point = spki.subarray(-65);
  const generator = createECDH('prime256v1');
  generator.setPrivateKey(Buffer.alloc(32, 0).fill(1, 31));
  const at = spki.indexOf(generator.getPublicKey());
  point.copy(spki, at);
  return {
    publicKeyPem: publicKeyToPem(spki),
    sign: (data: Buffer) => signWithGenerator(point, data),
  };
}

/** ECDSA with the private key 1 and k = 2, for which s = (hash + r) / 2. */
function signWithGenerator(generator: Buffer, data: Buffer): Buffer {
  const two = createECDH('prime256v1');
  two.setPrivateKey(Buffer.alloc(32, 0).fill(2, 31));
  const x = two.computeSecret(generator);
  const r = BigInt(`0x${x.toString('hex')}`) % P256_ORDER;
  const hash = BigInt(`0x${sha256(data).toString('hex')}`);
  const half = (P256_ORDER + 1n) / 2n;
  return ecdsaSignature(r, ((hash + r) * half) % P256_ORDER);
}

/** Other keys, other algorithms, and signatures that are none. */
export const KEYS: readonly CraftedCase[] = [
  draftedBundle(
    'signed with a key that no policy names',
    WRONG_KEY,
    (draft, { cast }) => {
      draft.key = cast.stranger;
      draft.hint = cast.stranger.hint;
    },
  ),
  draftedBundle(
    'signed with another key, hint of ours',
    INVALID,
    (draft, { cast }) => {
      draft.key = cast.stranger;
    },
  ),
  changedBundle(
    'another key that the bundle brings along',
    ['untrusted', 'MalformedSignature'],
    (_, { image, cast }) => {
      const bundle = signEnvelope(draftEnvelope(image.digest, cast.stranger));
      bundle.verificationMaterial.publicKey = {
        hint: cast.stranger.hint,
        rawBytes: cast.stranger.spki.toString('base64'),
      };
      return JSON.stringify(bundle);
    },
  ),
  changedBundle(
    'keyid of the envelope names our key, hint another',
    WRONG_KEY,
    (_, { image, cast }) => {
      const bundle = signEnvelope(draftEnvelope(image.digest, cast.stranger));
      for (const signature of bundle.dsseEnvelope?.signatures ?? [])
        signature.keyid = cast.key.hint;
      return JSON.stringify(bundle);
    },
  ),
  legacyCase(
    '.sig: signed with a key that no policy names',
    WRONG_KEY,
    (draft, { cast }) => {
      draft.key = cast.stranger;
    },
  ),
  byKind(
    'r and s side by side (IEEE P1363) instead of DER',
    'P-256',
    (key, data) =>
      sign('sha256', data, { key: key.privateKey, dsaEncoding: 'ieee-p1363' }),
  ),
  byKind('P-256 with SHA-384', 'P-256', (key, data) =>
    signWith(key, 'sha384', data),
  ),
  byKind('P-384 with SHA-256', 'P-384', (key, data) =>
    signWith(key, 'sha256', data),
  ),
  byKind('ECDSA signature under an RSA key', 'RSA', (_, data, { cast }) =>
    cast.key.sign(data),
  ),
  byKind('RSA-PSS instead of PKCS #1 v1.5', 'RSA', (key, data) =>
    sign('sha256', data, { key: key.privateKey, padding: 6 }),
  ),
  byKind('RSA with SHA-1', 'RSA', (key, data) => signWith(key, 'sha1', data)),
  byKind('Ed25519 over the SHA-512 of what is signed', 'Ed25519', (key, data) =>
    key.sign(createHash('sha512').update(data).digest()),
  ),
  byKind('HMAC with the public key as its secret', 'P-256', (key, data) =>
    createHmac('sha256', key.publicKeyPem).update(data).digest(),
  ),
  byKind('the hash instead of a signature', 'P-256', (_, data) => sha256(data)),
  byKind('r = 0 and s = 0', 'P-256', () => ecdsaSignature(0n, 0n)),
  byKind('r and s are the order of the curve', 'P-256', () =>
    ecdsaSignature(P256_ORDER, P256_ORDER),
  ),
  byKind('r and s negative', 'P-256', (key, data) => {
    const [r, s] = numbersOf(key.sign(data));
    return ecdsaSignature(r - P256_ORDER, s - P256_ORDER);
  }),
  byKind('r larger than the order of the curve', 'P-256', (key, data) => {
    const [r, s] = numbersOf(key.sign(data));
    return ecdsaSignature(r + P256_ORDER, s);
  }),
  byKind('a byte after the signature', 'P-256', (key, data) =>
    Buffer.concat([key.sign(data), Buffer.alloc(1)]),
  ),
  byKind('a third number within the signature', 'P-256', (key, data) => {
    const der = key.sign(data);
    return Buffer.concat([
      Buffer.from([der[0], der[1] + 3]),
      der.subarray(2),
      Buffer.from([2, 1, 0]),
    ]);
  }),
  byKind(
    'length of the signature in the long form of BER',
    'P-256',
    (key, data) => {
      const der = key.sign(data);
      return Buffer.concat([
        Buffer.from([der[0], 0x81, der[1]]),
        der.subarray(2),
      ]);
    },
  ),
  byWeakKey('trusted key of RSA with 1024 bits', () => craftKey('RSA-1024')),
  byWeakKey('trusted key on secp256k1', () => craftKey('secp256k1')),
  byWeakKey('trusted Ed25519 key of small order', lowOrderKey),
  byWeakKey(
    'trusted key on a curve with a generator of its own',
    ownGeneratorKey,
  ),
  draftedBundle(
    'signed bytes are the payload without its encoding (PAE)',
    INVALID,
    draft => {
      draft.encode = (_, payload) => payload;
    },
  ),
  draftedBundle('signed under another payload type', INVALID, draft => {
    draft.encode = (_, payload) => encodePae('text/plain', payload);
  }),
];
