import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import {
  changedBundle,
  draftedBundle,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import { draftEnvelope, encodePae, signEnvelope } from '../bundles';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];

/** The bundle and its DSSE envelope, around a payload that is as it should be. */
export const ENVELOPES: readonly CraftedCase[] = [
  changedBundle(
    'no signature in the envelope',
    MALFORMED,
    ({ dsseEnvelope }) => {
      dsseEnvelope.signatures = [];
    },
  ),
  changedBundle(
    'two signatures, the first by another key',
    MALFORMED,
    ({ dsseEnvelope }, { image, cast }) => {
      const other = signEnvelope(draftEnvelope(image.digest, cast.stranger));
      dsseEnvelope.signatures.unshift(
        ...(other.dsseEnvelope?.signatures ?? []),
      );
    },
  ),
  changedBundle(
    'two signatures, the second by another key',
    MALFORMED,
    ({ dsseEnvelope }, { image, cast }) => {
      const other = signEnvelope(draftEnvelope(image.digest, cast.stranger));
      dsseEnvelope.signatures.push(...(other.dsseEnvelope?.signatures ?? []));
    },
  ),
  changedBundle(
    'the same signature 10,000 times',
    MALFORMED,
    ({ dsseEnvelope }) => {
      dsseEnvelope.signatures = new Array(10_000).fill(
        dsseEnvelope.signatures[0],
      );
    },
  ),
  changedBundle('signature that is a number', MALFORMED, ({ dsseEnvelope }) => {
    Object.assign(dsseEnvelope.signatures[0], { sig: 1 });
  }),
  draftedBundle(
    'payload type that is no in-toto, signed as such',
    MALFORMED,
    draft => {
      draft.payloadType = 'application/json';
    },
  ),
  changedBundle(
    'payload type changed after signing',
    MALFORMED,
    ({ dsseEnvelope }) => {
      dsseEnvelope.payloadType = 'application/json';
    },
  ),
  draftedBundle(
    'payload type that holds a whole encoding (PAE) itself',
    MALFORMED,
    draft => {
      draft.payloadType = encodePae(
        MediaType.inTotoStatement,
        Buffer.from('{}'),
      ).toString();
    },
  ),
  changedBundle('media type of no bundle', MALFORMED, bundle => {
    bundle.mediaType = 'application/json';
  }),
  changedBundle(
    'media type of a version that nobody has written',
    MALFORMED,
    bundle => {
      bundle.mediaType = 'application/vnd.dev.sigstore.bundle.v9.9+json';
    },
  ),
  changedBundle('bundle without a media type', MALFORMED, bundle =>
    JSON.stringify({ ...bundle, mediaType: undefined }),
  ),
  changedBundle(
    'key and certificate at once',
    MALFORMED,
    ({ verificationMaterial }, { cast }) => {
      verificationMaterial.certificate = {
        rawBytes: cast.sigstore.authority.root.toString('base64'),
      };
    },
  ),
  changedBundle(
    'neither key nor certificate',
    MALFORMED,
    ({ verificationMaterial }) => {
      delete verificationMaterial.publicKey;
    },
  ),
  changedBundle('envelope and message signature at once', MALFORMED, bundle => {
    bundle.messageSignature = {
      messageDigest: { algorithm: 'SHA2_256', digest: 'AAAA' },
      signature: bundle.dsseEnvelope.signatures[0].sig,
    };
  }),
  changedBundle(
    'members that call themselves verified, signed by another key',
    MALFORMED,
    (_, { image, cast }) =>
      JSON.stringify({
        ...signEnvelope(draftEnvelope(image.digest, cast.stranger)),
        verified: true,
        trusted: 'yes',
        policy: 'portal',
        outcome: 'valid',
        keyName: 'release',
      }),
  ),
  changedBundle(
    'envelope twice, the first by another key',
    MALFORMED,
    (bundle, { image, cast }) => {
      const { dsseEnvelope: other } = signEnvelope(
        draftEnvelope(image.digest, cast.stranger),
      );
      return JSON.stringify(bundle).replace(
        '"dsseEnvelope":',
        `"dsseEnvelope":${JSON.stringify(other)},"dsseEnvelope":`,
      );
    },
  ),
  changedBundle(
    'bundle within __proto__',
    MALFORMED,
    bundle =>
      `{"mediaType":${JSON.stringify(
        bundle.mediaType,
      )},"__proto__":${JSON.stringify(bundle)}}`,
  ),
  changedBundle('bundle that is a list', MALFORMED, bundle =>
    JSON.stringify([bundle]),
  ),
  changedBundle(
    'two bundles one after the other',
    MALFORMED,
    bundle => `${JSON.stringify(bundle)}\n${JSON.stringify(bundle)}`,
  ),
  changedBundle(
    'bundle with a byte order mark',
    MALFORMED,
    bundle => `\ufeff${JSON.stringify(bundle)}`,
  ),
];
