import type { KeyObject } from 'node:crypto';
import { Verifier, VerificationError } from '@sigstore/verify';
import type { SignatureOutcome } from '@waybill/backstage-plugin-waybill-common';
import { verifySignature, type SignatureEnvelope } from '../sigstore';
import { toSignedEntity, type Proofs } from './signedEntity';
import type { TrustRoot } from './trustRoots';

/** What is wrong, and in a few words why. */
export interface ProofProblem {
  readonly outcome: Exclude<SignatureOutcome, 'valid'>;
  readonly message?: string;
}

interface Case {
  readonly envelope: SignatureEnvelope;
  readonly root: TrustRoot;
  readonly publicKey: KeyObject;
}

const NO_PROOFS: Proofs = { logEntries: [], timestamps: [] };

/**
 * Finds what is wrong with a signature that did not verify. Its parts are checked one by one: the signature itself,
 * then what is said of it, and the certificate last, as its validity is a matter of the times that were proven.
 */
export function findProblem(
  envelope: SignatureEnvelope,
  root: TrustRoot,
  publicKey: KeyObject,
  isByCertificate: boolean,
): ProofProblem {
  const checked: Case = { envelope, root, publicKey };
  if (!verifySignature(publicKey, envelope.signedBytes, envelope.signature))
    return { outcome: 'invalid' };
  return (
    findLogProblem(checked) ??
    findTimestampProblem(checked) ??
    (isByCertificate
      ? findCertificateProblem(checked)
      : { outcome: 'invalid', message: 'its proofs contradict each other' })
  );
}

function findLogProblem(checked: Case): ProofProblem | undefined {
  for (const entry of checked.envelope.logEntries) {
    const error = tryVerify(checked, { ...NO_PROOFS, logEntries: [entry] });
    if (error) {
      const isMismatch =
        codeOf(error) === 'TLOG_BODY_ERROR' && /mismatch$/.test(error.message);
      return {
        outcome: isMismatch ? 'log-entry-mismatch' : 'log-entry-invalid',
        message: wordsOf(error, 'the entry cannot be read'),
      };
    }
  }
  const { logEntries } = checked.envelope;
  return logEntries.length > 1 &&
    tryVerify(checked, { ...NO_PROOFS, logEntries })
    ? { outcome: 'log-entry-invalid', message: 'the same entry twice' }
    : undefined;
}

function findTimestampProblem(checked: Case): ProofProblem | undefined {
  const { timestamps } = checked.envelope;
  const sets = [
    ...timestamps.map(timestamp => [timestamp]),
    ...(timestamps.length > 1 ? [timestamps] : []),
  ];
  for (const set of sets) {
    const error = tryVerify(checked, { ...NO_PROOFS, timestamps: set });
    if (error) {
      return {
        outcome: 'timestamp-invalid',
        message: wordsOf(error, 'the timestamp cannot be read'),
      };
    }
  }
  return undefined;
}

/** What came along is good: then it is the certificate, or that nothing says when. */
function findCertificateProblem(checked: Case): ProofProblem {
  const { certificate, logEntries, timestamps } = checked.envelope;
  if (!certificate || !isTrustedAtIssue(checked)) {
    return {
      outcome: 'certificate-untrusted',
      message:
        'the trust root knows nobody who issued it, or nobody has published it',
    };
  }
  const isTimed =
    timestamps.length > 0 ||
    logEntries.some(
      ({ inclusionPromise, integratedTime }) =>
        inclusionPromise && Number(integratedTime) > 0,
    );
  if (!isTimed) return { outcome: 'time-unproven' };
  const { notBefore, notAfter } = certificate.identity;
  return {
    outcome: 'certificate-expired',
    message: `it was valid from ${notBefore} to ${notAfter}`,
  };
}

/** Whether the certificate would be trusted for a signature of the moment when its validity begins. */
function isTrustedAtIssue({ envelope, root }: Case): boolean {
  const { certificate } = envelope;
  if (!certificate) return false;
  const entity = toSignedEntity(envelope, NO_PROOFS, true);
  const seconds = Math.ceil(certificate.x509.notBefore.getTime() / 1000);
  try {
    new Verifier(root.material, {
      tlogThreshold: 0,
      ctlogThreshold: root.hasCertificateLogs ? 1 : 0,
      timestampThreshold: 1,
    }).verify({ ...entity, timestamps: [atSecond(seconds)] });
    return true;
  } catch {
    return false;
  }
}

/** A moment that nobody proved: to ask what would be, never to accept. */
function atSecond(seconds: number) {
  return {
    $case: 'transparency-log' as const,
    tlogEntry: {
      logIndex: '0',
      logId: { keyId: Buffer.alloc(0) },
      kindVersion: { kind: '', version: '' },
      integratedTime: String(seconds),
      inclusionPromise: { signedEntryTimestamp: Buffer.alloc(0) },
      inclusionProof: undefined,
      canonicalizedBody: Buffer.alloc(0),
    },
  };
}

/** Verifies the signature by its key with some of its proofs. */
function tryVerify(
  { envelope, root, publicKey }: Case,
  proofs: Proofs,
): Error | undefined {
  try {
    new Verifier(
      {
        ...root.material,
        publicKey: () => ({ publicKey, validFor: () => true }),
      },
      { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 },
    ).verify(toSignedEntity(envelope, proofs, false));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('no reason given');
  }
}

function codeOf(error: Error): string | undefined {
  return error instanceof VerificationError ? error.code : undefined;
}

/** sigstore-js speaks in words of its own, and what it quotes comes behind them. */
function wordsOf(error: Error, otherwise: string): string {
  return codeOf(error) ? error.message.split(/: | - /)[0] : otherwise;
}
