import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { ServiceHttp } from '../services/ServiceHttp';

/**
 * Reads what Rekor v1 answers: an object of one entry by its id (sigstore/rekor `openapi.yaml`, LogEntry).
 *
 * @throws SigningError `INVALID_ANSWER`
 */
export function readRekorEntry(
  http: ServiceHttp,
  answer: Record<string, unknown>,
): TransparencyLogEntry {
  const entries = Object.values(answer);
  try {
    if (entries.length !== 1) throw new Error('not one entry');
    return toLogEntry(entries[0] as RekorEntry);
  } catch {
    throw http.invalidAnswer('a log entry', 'is no complete log entry');
  }
}

interface RekorEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof?: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly hashes: readonly string[];
      readonly checkpoint: string;
    };
  };
}

/** Throws for whatever is not there, or of another type. */
function toLogEntry(entry: RekorEntry): TransparencyLogEntry {
  const canonicalizedBody = fromBase64(entry.body);
  const { kind, apiVersion } = JSON.parse(canonicalizedBody.toString('utf8'));
  const { signedEntryTimestamp, inclusionProof } = entry.verification;
  return {
    logIndex: decimal(entry.logIndex),
    logId: { keyId: fromHex(entry.logID) },
    integratedTime: decimal(entry.integratedTime),
    kindVersion: { kind: text(kind), version: text(apiVersion) },
    inclusionPromise: {
      signedEntryTimestamp: fromBase64(signedEntryTimestamp),
    },
    inclusionProof: inclusionProof && {
      logIndex: decimal(inclusionProof.logIndex),
      treeSize: decimal(inclusionProof.treeSize),
      rootHash: fromHex(inclusionProof.rootHash),
      hashes: inclusionProof.hashes.map(fromHex),
      checkpoint: { envelope: text(inclusionProof.checkpoint) },
    },
    canonicalizedBody,
  };
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('no text');
  return value;
}

function decimal(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new Error('no number');
  return String(value);
}

function fromBase64(value: unknown): Buffer {
  return Buffer.from(text(value), 'base64');
}

function fromHex(value: unknown): Buffer {
  if (!/^([0-9a-f]{2})+$/i.test(text(value))) throw new Error('no hex');
  return Buffer.from(text(value), 'hex');
}
