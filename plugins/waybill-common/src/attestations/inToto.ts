import { parseDigest } from './digestSet';
import { canonicalJson } from './canonicalJson';

/**
 * `_type` of an in-toto statement. Version 1 is what cosign signs for a signature; attestations it still writes as 0.1,
 * and that is what every reader of attestations knows.
 *
 * @public
 */
export const InTotoStatementType = {
  v01: 'https://in-toto.io/Statement/v0.1',
  v1: 'https://in-toto.io/Statement/v1',
} as const;

/** Hex digests by algorithm: `{sha256: …}`, `{gitCommit: …}`. @public */
export type DigestSet = Readonly<Record<string, string>>;

/** What a statement speaks of. @public */
export interface InTotoSubject {
  readonly name?: string;
  readonly digest: DigestSet;
}

/** An in-toto statement: a predicate, and what it is said of (in-toto attestation framework v1). @public */
export interface InTotoStatement<Predicate = unknown> {
  readonly _type: (typeof InTotoStatementType)[keyof typeof InTotoStatementType];
  readonly subject: readonly InTotoSubject[];
  readonly predicateType: string;
  readonly predicate: Predicate;
}

/**
 * A statement about a package as cosign v3.1.2 writes it for `cosign attest`, which cosign, Kyverno and
 * policy-controller read: in-toto 0.1, the subject named by its repository.
 *
 * @param options - `repository` as `host/path`, `digest` as `sha256:<hex>`
 * @throws InvalidReferenceError where the digest is none
 * @public
 */
export function buildAttestationStatement<Predicate>(options: {
  readonly repository: string;
  readonly digest: string;
  readonly predicateType: string;
  readonly predicate: Predicate;
}): InTotoStatement<Predicate> {
  return {
    _type: InTotoStatementType.v01,
    subject: [
      { name: options.repository, digest: parseDigest(options.digest) },
    ],
    predicateType: options.predicateType,
    predicate: options.predicate,
  };
}

/** The bytes that are signed, as text: always the same for one statement. @public */
export function formatStatement(statement: InTotoStatement): string {
  const { _type, subject, predicateType, predicate } = statement;
  // the order in which cosign writes them, for people who look at it
  return `{"_type":${canonicalJson(_type)},"subject":${canonicalJson(
    subject,
  )},"predicateType":${canonicalJson(
    predicateType,
  )},"predicate":${canonicalJson(predicate ?? null)}}`;
}
