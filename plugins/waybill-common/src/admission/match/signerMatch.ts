import type {
  CandidateSignature,
  CandidateSignatures,
} from '../admissionInput';
import { matchesSimpleRegExp } from './imageMatch';
import { allOf, anyOf, answer, NO, unknown, YES, type Answer } from './answer';

/** Whom a cluster's policy accepts, as far as it could be read. @internal */
export type AdmissionSigner =
  | { readonly publicKeyPem: string; readonly isLogged: boolean }
  | {
      readonly identity: {
        readonly issuer?: string;
        readonly issuerRegExp?: string;
        readonly subject?: string;
        readonly subjectRegExp?: string;
      };
      readonly isLogged: boolean;
    }
  | { readonly notUnderstood: string };

/** Which of the attached bundles and layers an engine looks at. @internal */
export type SignatureView = (
  signature: CandidateSignature,
  all: CandidateSignatures,
) => boolean;

/**
 * Any bundle, of whatever predicate type, and the legacy form only where there is no bundle: cosign, and who builds on it.
 *
 * @internal
 */
export const BUNDLES_FIRST: SignatureView = ({ form, kind }, { hasBundles }) =>
  hasBundles ? form === 'bundle' : form === 'legacy' && kind === 'signature';

/** @internal */
export const LEGACY_ONLY: SignatureView = ({ form, kind }) =>
  form === 'legacy' && kind === 'signature';

/** @internal */
export const BUNDLES_ONLY: SignatureView = ({ form }) => form === 'bundle';

/** Those of one predicate type among what the view shows of attestations. @internal */
export function ofPredicateType(
  predicateType: string,
  form: 'bundles-first' | 'legacy' | 'bundle',
): SignatureView {
  return (signature, { hasBundles }) => {
    const first = hasBundles ? 'bundle' : 'legacy';
    const wanted = form === 'bundles-first' ? first : form;
    return (
      signature.form === wanted && signature.predicateType === predicateType
    );
  };
}

/**
 * Whether a signer has signed what the view shows. What was not asked is not known, and what could not be read whole is
 * never a no.
 *
 * @internal
 */
export function hasSigned(
  signer: AdmissionSigner,
  signatures: CandidateSignatures,
  view: SignatureView,
): Answer {
  if ('notUnderstood' in signer) return unknown(signer.notUnderstood);
  const seen = signatures.verified.filter(
    signature =>
      view(signature, signatures) &&
      (!signer.isLogged || signature.hasLogEntry),
  );
  const found =
    'publicKeyPem' in signer
      ? keyHasSigned(signer.publicKeyPem, signatures, seen)
      : identityHasSigned(signer.identity, signatures, seen);
  return found.is === 'no' && signatures.problem !== undefined
    ? unknown(signatures.problem)
    : found;
}

function keyHasSigned(
  pem: string,
  { askedKeys }: CandidateSignatures,
  seen: readonly CandidateSignature[],
): Answer {
  const key = normalizePem(pem);
  if (!askedKeys.some(asked => normalizePem(asked) === key)) {
    return unknown('its key could not be tried on the signatures');
  }
  return answer(
    seen.some(
      ({ publicKeyPem }) =>
        publicKeyPem !== undefined && normalizePem(publicKeyPem) === key,
    ),
  );
}

function identityHasSigned(
  wanted: Extract<AdmissionSigner, { identity: unknown }>['identity'],
  { areIdentitiesChecked }: CandidateSignatures,
  seen: readonly CandidateSignature[],
): Answer {
  const hasIssuer = wanted.issuer ?? wanted.issuerRegExp;
  const hasSubject = wanted.subject ?? wanted.subjectRegExp;
  if (!hasIssuer || !hasSubject) {
    return unknown('it names an identity without issuer or subject');
  }
  if (!areIdentitiesChecked) {
    return unknown('certificates could not be checked');
  }
  return anyOf(
    seen.map(({ identity }) =>
      identity
        ? allOf([
            matchesText(wanted.issuer, wanted.issuerRegExp, identity.issuer),
            matchesText(wanted.subject, wanted.subjectRegExp, identity.subject),
          ])
        : NO,
    ),
  );
}

function matchesText(
  text: string | undefined,
  expression: string | undefined,
  actual: string,
): Answer {
  return allOf([
    text ? answer(text === actual) : YES,
    expression ? matchesSimpleRegExp(expression, actual) : YES,
  ]);
}

/** The same key is written with other line ends and indents. @internal */
export function normalizePem(pem: string): string {
  return pem.replace(/\s+/g, '');
}
