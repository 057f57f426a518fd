import { COSIGN_SIGN_PREDICATE_TYPE } from './signatureMaterial';

/**
 * The text that cosign's legacy form signs for an image ("simple signing", cosign v3.1.2 `specs/SIGNATURE_SPEC.md`),
 * byte for byte as cosign writes it without annotations.
 *
 * @param repository - `host/path`; nobody enforces it, the digest is what counts.
 * @public
 */
export function buildSimpleSigningPayload(
  repository: string,
  digest: string,
): string {
  return JSON.stringify({
    critical: {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional: null,
  });
}

/**
 * The in-toto statement that cosign 3 signs for an image (cosign v3.1.2 `cmd/cosign/cli/sign/sign.go`): the subject has
 * no name.
 *
 * @param digest - `sha256:<64 hex>`
 * @public
 */
export function buildSignatureStatement(digest: string): string {
  const [algorithm, hex] = digest.split(':');
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { [algorithm]: hex }, annotations: {} }],
    predicateType: COSIGN_SIGN_PREDICATE_TYPE,
    predicate: {},
  });
}

/**
 * Tag under which a registry without a referrers API keeps the index of a digest's referrers (distribution-spec v1.1.1,
 * "Referrers Tag Schema").
 *
 * @public
 */
export function referrersTag(digest: string): string {
  const [algorithm, encoded] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`.replace(
    /[^a-zA-Z0-9._-]/g,
    '-',
  );
}

/**
 * Tag under which cosign's legacy form keeps the signatures of a digest.
 *
 * @public
 */
export function legacySignatureTag(digest: string): string {
  return `${digest.replace(':', '-')}.sig`;
}
