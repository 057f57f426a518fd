import type { TransparencyLogEntry } from '@sigstore/bundle';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { decodeBase64 } from './base64';
import { readCertificateChain, readPemCertificates } from './certificates';
import { preAuthEncoding } from './dsse';
import { checkProofSizes } from './proofSizes';
import type { SignatureEnvelope } from './SignatureEnvelope';
import { parseStatement } from './statement';
import { isRecord, parseStrictJson } from './strictJson';

type Annotations = Readonly<Record<string, unknown>>;

const SIGNATURE = 'dev.cosignproject.cosign/signature';
const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const CHAIN = 'dev.sigstore.cosign/chain';
const LOG_ENTRY = 'dev.sigstore.cosign/bundle';
const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';
const PAYLOAD_TYPE = 'cosign container image signature';
const ENVELOPE_FIELDS: readonly string[] = [
  'payloadType',
  'payload',
  'signatures',
];
const SIGNATURE_FIELDS: readonly string[] = ['keyid', 'sig'];

/**
 * Reads a layer of cosign's legacy `.sig` (cosign v3.1.2 `specs/SIGNATURE_SPEC.md`): the blob is what was signed, all
 * else is in annotations.
 *
 * @throws Error that says in a few words what is wrong with it
 * @internal
 */
export function readLegacySignature(
  payload: Buffer,
  annotations: Annotations,
): SignatureEnvelope {
  const signature = decodeBase64(annotations[SIGNATURE], 'its signature');
  if (signature.length === 0) throw new Error('it has no signature');
  return {
    subjectDigests: [readSimpleSigning(payload)],
    payload,
    signedBytes: payload,
    signature,
    ...readProofs(annotations),
  };
}

/**
 * Reads a layer of cosign's legacy `.att`: the blob is a DSSE envelope (DSSE v1.0.2) with exactly one signature, as a
 * bundle's.
 *
 * @throws Error that says in a few words what is wrong with it
 * @internal
 */
export function readLegacyAttestation(
  bytes: Buffer,
  annotations: Annotations,
): SignatureEnvelope {
  const envelope = parseStrictJson(bytes);
  if (!isRecord(envelope) || hasOthers(envelope, ENVELOPE_FIELDS))
    throw new Error('it is no DSSE envelope');
  if (envelope.payloadType !== MediaType.inTotoStatement)
    throw new Error(`its payload is no ${MediaType.inTotoStatement}`);
  const { signatures } = envelope;
  if (!Array.isArray(signatures) || signatures.length !== 1)
    throw new Error('it has not exactly one signature');
  const [entry]: unknown[] = signatures;
  if (!isRecord(entry) || hasOthers(entry, SIGNATURE_FIELDS))
    throw new Error('its signature is none of DSSE');
  const signature = decodeBase64(entry.sig, 'its signature');
  if (signature.length === 0) throw new Error('it has no signature');
  const payload = decodeBase64(envelope.payload, 'its payload');
  return {
    ...parseStatement(payload),
    payload,
    signedBytes: preAuthEncoding(envelope.payloadType, payload),
    signature,
    ...readProofs(annotations),
  };
}

function hasOthers(
  value: Record<string, unknown>,
  known: readonly string[],
): boolean {
  return Object.keys(value).some(key => !known.includes(key));
}

/** @returns the digest that it speaks of; the repository that it names is enforced by nobody */
function readSimpleSigning(payload: Buffer): string {
  const json = parseStrictJson(payload);
  const critical = isRecord(json) ? json.critical : undefined;
  if (!isRecord(critical) || critical.type !== PAYLOAD_TYPE)
    throw new Error(`its payload is no '${PAYLOAD_TYPE}'`);
  const digest = isRecord(critical.image)
    ? critical.image['docker-manifest-digest']
    : undefined;
  if (typeof digest !== 'string')
    throw new Error('its payload names no docker-manifest-digest');
  return digest;
}

function readProofs(
  annotations: Annotations,
): Pick<SignatureEnvelope, 'certificate' | 'logEntries' | 'timestamps'> {
  const logEntries = readText(annotations, LOG_ENTRY, readLogEntry);
  const timestamps = readText(annotations, TIMESTAMP, readTimestamp);
  checkProofSizes(logEntries, timestamps);
  const leaf = readText(annotations, CERTIFICATE, readPemCertificates);
  if (leaf.length > 1) throw new Error('it names more than one certificate');
  const chain = readText(annotations, CHAIN, readPemCertificates);
  return {
    logEntries,
    timestamps,
    ...(leaf.length > 0 && {
      certificate: readCertificateChain([...leaf, ...chain]),
    }),
  };
}

/** cosign leaves out what it does not have, or writes an empty text. */
function readText<T>(
  annotations: Annotations,
  name: string,
  read: (text: string) => T[],
): T[] {
  const text = annotations[name];
  if (text === undefined || text === '') return [];
  if (typeof text !== 'string') throw new Error(`its ${name} is no text`);
  return read(text);
}

/** Rekor's entry with the log's promise to include it ("SET"), as cosign writes it into an annotation. */
function readLogEntry(text: string): TransparencyLogEntry[] {
  const json = parseStrictJson(Buffer.from(text));
  const payload = isRecord(json) ? json.Payload : undefined;
  if (!isRecord(json) || !isRecord(payload) || !isHex(payload.logID))
    throw new Error('its log entry cannot be read');
  const canonicalizedBody = decodeBase64(payload.body, 'its log entry');
  const body = parseStrictJson(canonicalizedBody);
  if (!isRecord(body)) throw new Error('its log entry cannot be read');
  return [
    {
      logIndex: String(payload.logIndex),
      logId: { keyId: Buffer.from(payload.logID, 'hex') },
      kindVersion: {
        kind: String(body.kind),
        version: String(body.apiVersion),
      },
      integratedTime: String(payload.integratedTime),
      inclusionPromise: {
        signedEntryTimestamp: decodeBase64(
          json.SignedEntryTimestamp,
          "its log entry's promise",
        ),
      },
      inclusionProof: undefined,
      canonicalizedBody,
    },
  ];
}

function readTimestamp(text: string): Buffer[] {
  const json = parseStrictJson(Buffer.from(text));
  if (!isRecord(json)) throw new Error('its timestamp cannot be read');
  return [decodeBase64(json.SignedRFC3161Timestamp, 'its timestamp')];
}

function isHex(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
