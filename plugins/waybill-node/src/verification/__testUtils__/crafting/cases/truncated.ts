import {
  changedBundle,
  changedManifest,
  legacyCase,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import { ANNOTATIONS } from '../legacy';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];
const INVALID: Expected = ['untrusted', 'SignatureInvalid'];

const half = (text: string) => text.slice(0, Math.floor(text.length / 2));

/** Something is missing at its end, layer by layer. */
export const TRUNCATED: readonly CraftedCase[] = [
  changedBundle('bundle cut in the middle', MALFORMED, bundle =>
    half(JSON.stringify(bundle)),
  ),
  changedBundle('bundle of no bytes', MALFORMED, () => ''),
  changedBundle('bundle without its last brace', MALFORMED, bundle =>
    JSON.stringify(bundle).slice(0, -1),
  ),
  changedBundle('bundle without an envelope', MALFORMED, bundle =>
    JSON.stringify({ ...bundle, dsseEnvelope: undefined }),
  ),
  changedBundle('bundle without verification material', MALFORMED, bundle =>
    JSON.stringify({ ...bundle, verificationMaterial: undefined }),
  ),
  changedBundle('envelope without a payload', MALFORMED, ({ dsseEnvelope }) => {
    dsseEnvelope.payload = '';
  }),
  changedBundle('payload cut in the middle', MALFORMED, ({ dsseEnvelope }) => {
    const bytes = Buffer.from(dsseEnvelope.payload, 'base64');
    dsseEnvelope.payload = bytes
      .subarray(0, bytes.length / 2)
      .toString('base64');
  }),
  changedBundle(
    'payload cut within its base64',
    MALFORMED,
    ({ dsseEnvelope }) => {
      dsseEnvelope.payload = dsseEnvelope.payload.slice(0, 101);
    },
  ),
  changedBundle(
    'signature without its last byte',
    INVALID,
    ({ dsseEnvelope }) => {
      const [signature] = dsseEnvelope.signatures;
      signature.sig = Buffer.from(signature.sig, 'base64')
        .subarray(0, -1)
        .toString('base64');
    },
  ),
  changedBundle('signature of no bytes', MALFORMED, ({ dsseEnvelope }) => {
    dsseEnvelope.signatures[0].sig = '';
  }),
  changedManifest(
    'manifest without layers',
    ['untrusted', 'MalformedSignature'],
    manifest => {
      manifest.layers = [];
    },
  ),
  legacyCase(
    '.sig: payload cut in the middle',
    MALFORMED,
    () => {},
    layer => {
      layer.payload = layer.payload.subarray(0, layer.payload.length / 2);
    },
  ),
  legacyCase(
    '.sig: signature without its last byte',
    ['untrusted', 'KeyMismatch'],
    () => {},
    ({ annotations }) => {
      annotations[ANNOTATIONS.signature] = Buffer.from(
        annotations[ANNOTATIONS.signature],
        'base64',
      )
        .subarray(0, -1)
        .toString('base64');
    },
  ),
  legacyCase(
    '.sig: layer without a signature',
    MALFORMED,
    () => {},
    ({ annotations }) => {
      delete annotations[ANNOTATIONS.signature];
    },
  ),
  legacyCase(
    '.sig: signature of no bytes',
    MALFORMED,
    () => {},
    ({ annotations }) => {
      annotations[ANNOTATIONS.signature] = '';
    },
  ),
];
