import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type SignatureMaterial,
} from './signatureMaterial';
import type { Verdict, VerdictFinding, VerdictSigner } from './verdict';

/** cosign takes any bundle by the right key for a signature, an SBOM too; Waybill does not. */
export function isSignature({
  kind,
  form,
  outcome,
  predicateType,
}: SignatureMaterial): boolean {
  // what cannot be read says nothing of its type: it may have been a signature, and has a reason of its own
  const isUnread = outcome === 'malformed' && predicateType === undefined;
  return (
    kind === 'signature' &&
    (form === 'legacy' ||
      isUnread ||
      predicateType === COSIGN_SIGN_PREDICATE_TYPE)
  );
}

function toSigner({
  keyName,
  keyHint,
  certificate,
}: SignatureMaterial): VerdictSigner {
  return {
    ...(keyName && { keyName }),
    ...(keyHint && { keyHint }),
    ...(certificate && {
      identity: { subject: certificate.subject, issuer: certificate.issuer },
    }),
  };
}

export function nameSigner({
  certificate,
  keyName,
}: SignatureMaterial): string {
  return certificate
    ? `by '${certificate.subject}' (${certificate.issuer})`
    : `with the key '${keyName}'`;
}

/** Where several signatures are as good, the one that says most about itself. */
export function preferProvenTime(
  signatures: readonly SignatureMaterial[],
): SignatureMaterial {
  return (
    signatures.find(({ logEntry, timestamp }) => logEntry ?? timestamp) ??
    signatures[0]
  );
}

export function describeSignature(
  entry: SignatureMaterial,
): Pick<Verdict, 'signer' | 'signedAt' | 'logEntry'> {
  const signedAt = entry.logEntry?.integratedAt ?? entry.timestamp;
  return {
    signer: toSigner(entry),
    ...(signedAt && { signedAt }),
    ...(entry.logEntry && { logEntry: entry.logEntry }),
  };
}

/** @returns nothing where nobody is named */
export function signerOf(
  entry: SignatureMaterial,
): Pick<VerdictFinding, 'signer'> {
  const { keyName, keyHint, certificate } = entry;
  return keyName || keyHint || certificate ? { signer: toSigner(entry) } : {};
}
