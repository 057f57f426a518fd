import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type VerdictSigner,
} from '@waybill/backstage-plugin-waybill-common';
import { legacyTagOf } from '../signing/forms/legacyTag';
import { SigningError } from '../signing/SigningError';
import {
  readEnvelopes,
  type AttachedEnvelope,
  type AttestationPlace,
} from './readEnvelopes';

/** An attestation as it is attached: what it says, and who is said to say it. @public */
export interface AttachedAttestation {
  readonly form: 'bundle' | 'legacy';
  /** Digest of the layer that holds it: the `source` of the verdict's attestations. The tag where that is none of cosign's. */
  readonly source: string;
  readonly sizeBytes: number;
  readonly predicateType?: string;
  /** Absent where it is larger than asked for, or cannot be read. */
  readonly predicate?: unknown;
  readonly isTooLarge?: boolean;
  /** As it names itself; the verdict says whether that is so. */
  readonly claimedSigner?: VerdictSigner;
  /** Why it cannot be read. */
  readonly problem?: string;
}

const MAX_PREDICATE_BYTES = 1024 * 1024;

/**
 * Lists the attestations of a package with what they say, for a page or a terminal. Nothing is verified here: what counts
 * is in the verdict, whose attestations are found again by `source`.
 *
 * @param options - `maxPredicateBytes`: of the statement; 1 MiB where absent. `predicateType`: only those
 * @throws RegistryError
 * @public
 */
export async function readAttestations(
  place: AttestationPlace,
  options: {
    readonly predicateType?: string;
    readonly maxPredicateBytes?: number;
  } = {},
): Promise<AttachedAttestation[]> {
  const { predicateType, maxPredicateBytes = MAX_PREDICATE_BYTES } = options;
  const found: AttachedAttestation[] = [];
  for await (const attached of withoutForeignTag(place)) {
    const { envelope, ...rest } = attached;
    if (!envelope) {
      if (!predicateType) found.push(rest);
      continue;
    }
    const type = envelope.predicateType;
    if (type === COSIGN_SIGN_PREDICATE_TYPE) continue;
    if (predicateType && type !== predicateType) continue;
    const isTooLarge = envelope.payload.length > maxPredicateBytes;
    const speaksOfIt = envelope.subjectDigests.includes(place.digest);
    const claimedSigner = signerOf(envelope);
    found.push({
      ...rest,
      predicateType: type,
      ...(isTooLarge
        ? { isTooLarge }
        : {
            predicate: JSON.parse(envelope.payload.toString('utf8')).predicate,
          }),
      ...(claimedSigner && { claimedSigner }),
      ...(speaksOfIt ? {} : { problem: 'it speaks of another digest' }),
    });
  }
  return found;
}

/** What somebody put under the tag of attestations must not hide the others. */
async function* withoutForeignTag(
  place: AttestationPlace,
): AsyncGenerator<AttachedEnvelope> {
  try {
    yield* readEnvelopes(place);
  } catch (error) {
    if (!(error instanceof SigningError) || error.code !== 'TAG_FOREIGN')
      throw error;
    yield {
      form: 'legacy',
      source: legacyTagOf(place.digest, 'att'),
      sizeBytes: 0,
      problem: "the tag of cosign's attestations holds something else",
    };
  }
}

function signerOf(envelope: {
  readonly keyHint?: string;
  readonly certificate?: {
    readonly identity: { readonly subject: string; readonly issuer: string };
  };
}): VerdictSigner | undefined {
  if (envelope.certificate) {
    const { subject, issuer } = envelope.certificate.identity;
    return { identity: { subject, issuer } };
  }
  return envelope.keyHint ? { keyHint: envelope.keyHint } : undefined;
}
