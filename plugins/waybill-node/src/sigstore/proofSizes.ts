import type { TransparencyLogEntry } from '@sigstore/bundle';

/** A signature is logged once or twice, and stamped as often; proofs have one hash for each doubling of the log. */
const MAX_LOG_ENTRIES = 8;
const MAX_TIMESTAMPS = 8;
const MAX_TIMESTAMP_BYTES = 32 * 1024;
const MAX_CHECKPOINT_LENGTH = 16 * 1024;
const MAX_HASHES = 64;
const WHOLE_NUMBER = /^\d{1,19}$/;

/**
 * Keeps log entries and timestamps small enough to be checked in no time: whoever may push writes them.
 *
 * @throws Error that says in a few words what is wrong
 * @internal
 */
export function checkProofSizes(
  logEntries: readonly TransparencyLogEntry[],
  timestamps: readonly Buffer[],
): void {
  if (logEntries.length > MAX_LOG_ENTRIES || timestamps.length > MAX_TIMESTAMPS)
    throw new Error('it has too many log entries or timestamps');
  if (timestamps.some(({ length }) => length > MAX_TIMESTAMP_BYTES))
    throw new Error('its timestamp is too large');
  if (!logEntries.every(isOfUsualSize))
    throw new Error('its log entry has no usual numbers, or is too large');
}

function isOfUsualSize(entry: TransparencyLogEntry): boolean {
  const { inclusionProof: proof } = entry;
  return (
    WHOLE_NUMBER.test(entry.logIndex) &&
    WHOLE_NUMBER.test(entry.integratedTime) &&
    (!proof ||
      (WHOLE_NUMBER.test(proof.logIndex) &&
        proof.hashes.length <= MAX_HASHES &&
        (proof.checkpoint?.envelope.length ?? 0) <= MAX_CHECKPOINT_LENGTH))
  );
}
