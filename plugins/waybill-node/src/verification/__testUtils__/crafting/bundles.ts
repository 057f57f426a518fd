import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
} from '@waybill/backstage-plugin-waybill-common';
import type { CraftedSigstore } from './CraftedSigstore';
import type { LeafDraft } from './CraftedAuthority';
import { craftKey, toPem, type CraftedKey } from './keys';
import { dsseBody, type LogBody, type LogEntryJson } from './TransparencyLog';

export type Json = Record<string, unknown>;

/** A bundle as JSON, open to changes. */
export interface BundleJson {
  mediaType: string;
  verificationMaterial: {
    publicKey?: { hint?: string; rawBytes?: string };
    certificate?: { rawBytes: string };
    x509CertificateChain?: { certificates: { rawBytes: string }[] };
    tlogEntries?: LogEntryJson[];
    timestampVerificationData?: {
      rfc3161Timestamps: { signedTimestamp: string }[];
    };
  };
  dsseEnvelope?: {
    payload: string;
    payloadType: string;
    signatures: { sig: string; keyid?: string }[];
  };
  [more: string]: unknown;
}

/** What is signed and how, open to changes until it is signed. */
export interface EnvelopeDraft {
  statement: Json;
  /** In the place of the statement. */
  payload?: Buffer;
  payloadType: string;
  key: CraftedKey;
  hint: string;
  /** The bytes that the key signs. */
  encode(payloadType: string, payload: Buffer): Buffer;
  sign(data: Buffer): Buffer;
}

export function draftEnvelope(digest: string, key: CraftedKey): EnvelopeDraft {
  const [algorithm, hex] = digest.split(':');
  const draft: EnvelopeDraft = {
    statement: {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { [algorithm]: hex }, annotations: {} }],
      predicateType: COSIGN_SIGN_PREDICATE_TYPE,
      predicate: {},
    },
    payloadType: MediaType.inTotoStatement,
    key,
    hint: key.hint,
    encode: encodePae,
    sign: data => draft.key.sign(data),
  };
  return draft;
}

/** DSSE's pre-authentication encoding, written here once more: what is tested does not make its own tests. */
export function encodePae(payloadType: string, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(
      `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${
        payload.length
      } `,
    ),
    payload,
  ]);
}

export function signEnvelope(draft: EnvelopeDraft): BundleJson {
  const payload = draft.payload ?? Buffer.from(JSON.stringify(draft.statement));
  const signature = draft.sign(draft.encode(draft.payloadType, payload));
  return {
    mediaType: MediaType.sigstoreBundleV03,
    verificationMaterial: {
      publicKey: { hint: draft.hint },
    },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: draft.payloadType,
      signatures: [{ sig: signature.toString('base64') }],
    },
  };
}

/** A signature by certificate, open to changes until it is made. */
export interface KeylessDraft {
  envelope: EnvelopeDraft;
  leaf: LeafDraft;
  issue(key: CraftedKey, leaf: LeafDraft): Buffer;
  /** What the log takes in. */
  describe(entry: {
    readonly payload: Buffer;
    readonly signature: string;
    readonly verifier: string;
  }): LogBody;
  log(body: LogBody): LogEntryJson | undefined;
  /** Timestamps over the signature. */
  stamp(signature: Buffer): Buffer[];
}

export function draftKeyless(
  digest: string,
  sigstore: CraftedSigstore,
): KeylessDraft {
  return {
    envelope: draftEnvelope(digest, craftKey()),
    leaf: sigstore.draftLeaf(),
    issue: (key, leaf) => sigstore.authority.issue(key, leaf),
    describe: dsseBody,
    log: body => sigstore.log.log(body, sigstore.now),
    stamp: () => [],
  };
}

export function signKeyless(draft: KeylessDraft): BundleJson {
  const bundle = signEnvelope(draft.envelope);
  const certificate = draft.issue(draft.envelope.key, draft.leaf);
  const { payload, signature } = partsOf(bundle);
  const entry = draft.log(
    draft.describe({
      payload,
      signature: signature.toString('base64'),
      verifier: toPem('CERTIFICATE', certificate),
    }),
  );
  bundle.verificationMaterial = {
    certificate: { rawBytes: certificate.toString('base64') },
    tlogEntries: entry ? [entry] : [],
    timestampVerificationData: {
      rfc3161Timestamps: draft.stamp(signature).map(response => ({
        signedTimestamp: response.toString('base64'),
      })),
    },
  };
  return bundle;
}

/** Payload and signature of a bundle, decoded. */
export function partsOf(bundle: BundleJson): {
  payload: Buffer;
  signature: Buffer;
} {
  const { dsseEnvelope } = bundle;
  if (!dsseEnvelope) throw new Error('this bundle has no envelope');
  return {
    payload: Buffer.from(dsseEnvelope.payload, 'base64'),
    signature: Buffer.from(dsseEnvelope.signatures[0].sig, 'base64'),
  };
}
