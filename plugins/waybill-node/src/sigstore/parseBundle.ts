import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { preAuthEncoding } from './dsse';

const PAYLOAD_TYPE = MediaType.inTotoStatement;

/** A bundle that holds a DSSE envelope, taken apart. The payload is what the signature speaks of, not yet verified. */
export interface ParsedBundle {
  readonly keyHint?: string;
  readonly statement: {
    readonly predicateType?: string;
    readonly subjectDigests: readonly string[];
  };
  readonly signatures: readonly Buffer[];
  /** The bytes that were signed. */
  readonly signedBytes: Buffer;
}

/**
 * Reads a Sigstore bundle with a DSSE envelope (protobuf-specs v0.5 `sigstore_bundle.proto`).
 *
 * @throws Error that says in a few words what is wrong with it
 */
export function parseBundle(bytes: Buffer): ParsedBundle {
  const bundle = asRecord(JSON.parse(bytes.toString('utf8')), 'the bundle');
  const mediaType = String(bundle.mediaType ?? '');
  if (!mediaType.startsWith('application/vnd.dev.sigstore.bundle'))
    throw new Error('it is no Sigstore bundle');
  if (!bundle.dsseEnvelope) throw new Error('it holds no DSSE envelope');
  const envelope = asRecord(bundle.dsseEnvelope, 'dsseEnvelope');
  if (envelope.payloadType !== PAYLOAD_TYPE)
    throw new Error(`its payload is no ${PAYLOAD_TYPE}`);
  if (!Array.isArray(envelope.signatures) || envelope.signatures.length === 0)
    throw new Error('it has no signature');
  const payload = Buffer.from(String(envelope.payload ?? ''), 'base64');
  const material = bundle.verificationMaterial;
  const publicKey =
    isRecord(material) && isRecord(material.publicKey)
      ? material.publicKey
      : undefined;
  return {
    ...(typeof publicKey?.hint === 'string' ? { keyHint: publicKey.hint } : {}),
    statement: parseStatement(payload),
    signatures: envelope.signatures.map(entry =>
      Buffer.from(String(asRecord(entry, 'a signature').sig ?? ''), 'base64'),
    ),
    signedBytes: preAuthEncoding(PAYLOAD_TYPE, payload),
  };
}

function parseStatement(payload: Buffer): ParsedBundle['statement'] {
  const statement = asRecord(
    JSON.parse(payload.toString('utf8')),
    'the statement',
  );
  const subjects = Array.isArray(statement.subject) ? statement.subject : [];
  return {
    ...(typeof statement.predicateType === 'string'
      ? { predicateType: statement.predicateType }
      : {}),
    subjectDigests: subjects
      .filter(isRecord)
      .flatMap(subject =>
        Object.entries(isRecord(subject.digest) ? subject.digest : {}).map(
          ([algorithm, hex]) => `${algorithm}:${hex}`,
        ),
      ),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asRecord(value: unknown, what: string): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`${what} is no JSON object`);
  return value;
}
