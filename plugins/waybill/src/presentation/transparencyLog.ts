import type { LogEntry } from '@waybill/backstage-plugin-waybill-common';

/** rekor.sigstore.dev; the page at search.sigstore.dev looks into this log and no other. */
const PUBLIC_REKOR_LOG_ID =
  'c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d';

/** Where a person can look at the entry; nowhere for a log that is not the public one. */
export function logEntryHref({
  logId,
  logIndex,
}: LogEntry): string | undefined {
  return logId.toLowerCase() === PUBLIC_REKOR_LOG_ID && /^\d+$/.test(logIndex)
    ? `https://search.sigstore.dev/?logIndex=${logIndex}`
    : undefined;
}
