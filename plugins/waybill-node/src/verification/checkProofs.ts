import type { KeyObject } from 'node:crypto';
import { RFC3161Timestamp } from '@sigstore/core';
import { Verifier } from '@sigstore/verify';
import type {
  LogEntry,
  SignatureMaterial,
} from '@waybill/backstage-plugin-waybill-common';
import { isLoggedKey } from '../sigstore/logEntryKey';
import type { SignatureEnvelope } from '../sigstore';
import { findProblem, type ProofProblem } from './findProblem';
import { toSignedEntity } from './signedEntity';
import type { TrustRoot } from './trustRoots';

/** What a trust root says of a signature. */
export type ProofCheck =
  | ({ readonly outcome: 'valid' } & Pick<
      SignatureMaterial,
      'logEntry' | 'timestamp'
    >)
  | ProofProblem;

/**
 * Checks a signature with all that came along, by a trust root: its certificate, or the key that is given; its log
 * entries and timestamps. sigstore-js decides; what it leaves out is here: the key in the log entry, and what the
 * certificate may be used for.
 */
export function checkProofs(
  envelope: SignatureEnvelope,
  root: TrustRoot,
  key?: KeyObject,
): ProofCheck {
  const publicKey = key ?? envelope.certificate?.publicKey;
  if (!publicKey) return { outcome: 'malformed', message: 'it names no key' };
  if (!key && envelope.certificate?.isForSigning === false) {
    return {
      outcome: 'certificate-untrusted',
      message: 'it was not issued for signing code',
    };
  }
  try {
    const verifier = new Verifier(
      {
        ...root.material,
        publicKey: () => ({ publicKey, validFor: () => true }),
      },
      {
        tlogThreshold: 0,
        ctlogThreshold: root.hasCertificateLogs ? 1 : 0,
        timestampThreshold: key ? 0 : 1,
      },
    );
    verifier.verify(toSignedEntity(envelope, envelope, !key));
  } catch {
    // it stops at the first thing that is wrong, and that is not always what is to be told
    return findProblem(envelope, root, publicKey, !key);
  }
  if (!envelope.logEntries.every(entry => isLoggedKey(entry, publicKey))) {
    return {
      outcome: 'log-entry-mismatch',
      message: 'the entry names another key',
    };
  }
  return { outcome: 'valid', ...describeProofs(envelope) };
}

/** Only of what was verified. */
function describeProofs({
  logEntries,
  timestamps,
}: SignatureEnvelope): Pick<SignatureMaterial, 'logEntry' | 'timestamp'> {
  const entry =
    logEntries.find(({ inclusionPromise }) => inclusionPromise) ??
    logEntries[0];
  const times = timestamps
    .map(der => RFC3161Timestamp.parse(Buffer.from(der)).signingTime)
    .map(time => time.toISOString())
    .sort();
  return {
    ...(entry && { logEntry: describeLogEntry(entry) }),
    ...(times.length > 0 && { timestamp: times[0] }),
  };
}

/** The log signs index and time in its promise; a proof has the index of its own, and says nothing of time. */
function describeLogEntry(
  entry: SignatureEnvelope['logEntries'][number],
): LogEntry {
  const isPromised = entry.inclusionPromise !== undefined;
  const seconds = Number(entry.integratedTime);
  const index = isPromised
    ? entry.logIndex
    : entry.inclusionProof?.logIndex ?? entry.logIndex;
  return {
    logIndex: BigInt(index).toString(),
    logId: entry.logId.keyId.toString('hex'),
    ...(isPromised &&
      seconds > 0 && { integratedAt: new Date(seconds * 1000).toISOString() }),
  };
}
