import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
  buildAttestationStatement,
  canonicalJson,
  formatRepository,
  formatStatement,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../registry';
import { attachBundle } from '../signing/forms/attachBundle';
import { LegacyAnnotation } from '../signing/forms/legacyAnnotations';
import { appendLegacyLayer } from '../signing/forms/legacyTag';
import { isBySigner } from '../signing/forms/presentForms';
import { signPackage } from '../signing/forms/signPackage';
import {
  signStatementTwofold,
  type SignedStatement,
} from '../signing/forms/signStatement';
import type { Signer } from '../signing/Signer';
import { AttestationError } from './AttestationError';
import { presentSignerOf } from './presentSigner';
import { readEnvelopes } from './readEnvelopes';

/** What to attest, of what, and who says so. @public */
export interface AttestOptions {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  /** The manifest or index that it is said of. */
  readonly descriptor: Descriptor;
  readonly predicateType: string;
  /** A JSON object. */
  readonly predicate: object;
  readonly signer: Signer;
  readonly now: Date;
  /** Sign the package first where it has no signature as bundle. */
  readonly sign?: boolean;
  readonly signal?: AbortSignal;
  /** Waits between writing a legacy tag and reading it back; tests need not. */
  readonly settle?: (signal?: AbortSignal) => Promise<void>;
}

type Form = 'bundle' | 'legacy';

/** @public */
export interface AttestResult {
  /** Forms of the attestation that were added; what was there already by this signer is not added again. */
  readonly added: readonly Form[];
  /** Forms of the signature that were added, where `sign` was asked for. */
  readonly signed: readonly Form[];
  /** What was signed. */
  readonly statement: string;
}

/** Readers take no more than 4 MiB of a bundle, in which the statement is base64. */
const MAX_STATEMENT_BYTES = 2.5 * 1024 * 1024;

/**
 * Attests something of a package in both forms with one signer: a Sigstore bundle v0.3 as referrer and a layer of the
 * legacy `.att`. Doing it again with the same predicate adds nothing; a form that is missing is added.
 *
 * A package without a signature as bundle is refused: cosign and Flux look at a bundle first, would no longer see its
 * `.sig`, and take an attestation for a signature.
 *
 * @throws AttestationError, RegistryError, SigningError
 * @public
 */
export async function attestPackage(
  options: AttestOptions,
): Promise<AttestResult> {
  const statement = statementOf(options);
  const { digest } = options.descriptor;
  const who = await presentSignerOf(options.signer, options.signal);
  const present = new Set<Form>();
  let isSigned = false;
  for await (const { form, envelope } of readEnvelopes(
    { ...options, digest },
    { signatures: true },
  )) {
    if (!envelope?.subjectDigests.includes(digest)) continue;
    if (envelope.predicateType === COSIGN_SIGN_PREDICATE_TYPE)
      isSigned ||= form === 'bundle';
    else if (isSame(envelope.payload, statement) && isBySigner(envelope, who))
      present.add(form);
  }
  if (!isSigned && !options.sign) throw notSigned(options);
  const signed = isSigned ? [] : (await signPackage(options)).added;
  const added = (['bundle', 'legacy'] as const).filter(
    form => !present.has(form),
  );
  if (added.length > 0) await add(options, statement, added);
  return { added, signed, statement };
}

/** The bundle goes first, as with signatures. */
async function add(
  options: AttestOptions,
  statement: string,
  forms: readonly Form[],
): Promise<void> {
  const { descriptor, predicateType, signer, signal } = options;
  const signed = await signStatementTwofold(statement, signer, { signal });
  if (forms.includes('bundle')) {
    await attachBundle({
      ...options,
      subject: descriptor,
      bundle: signed.bundle,
      predicateType,
    });
  }
  if (forms.includes('legacy')) {
    await appendLegacyLayer({
      ...options,
      digest: descriptor.digest,
      suffix: 'att',
      layer: legacyLayerOf(signed, predicateType),
    });
  }
}

/** cosign v3.1.2 `pkg/oci/static`: the signature is in the envelope, and its annotation there and empty. */
function legacyLayerOf(signed: SignedStatement, predicateType: string) {
  return {
    mediaType: MediaType.dsseEnvelope,
    content: signed.envelope,
    annotations: {
      ...signed.annotations,
      [LegacyAnnotation.signature]: '',
      predicateType,
    },
  };
}

function statementOf(options: AttestOptions): string {
  const { repository, descriptor, predicateType, predicate } = options;
  const name = `${formatRepository(repository)}@${descriptor.digest}`;
  if (
    typeof predicate !== 'object' ||
    predicate === null ||
    Array.isArray(predicate)
  )
    throw notValid(name, 'the predicate is no JSON object');
  if (!/^[a-z][a-z\d+.-]*:\S+$/i.test(predicateType))
    throw notValid(
      name,
      `${JSON.stringify(predicateType)} is no predicate type, which is a URI`,
    );
  if (predicateType === COSIGN_SIGN_PREDICATE_TYPE)
    throw notValid(name, 'that predicate type is a signature; sign instead');
  const statement = formatStatement(
    buildAttestationStatement({
      repository: formatRepository(repository),
      digest: descriptor.digest,
      predicateType,
      predicate,
    }),
  );
  const sizeBytes = Buffer.byteLength(statement);
  if (sizeBytes > MAX_STATEMENT_BYTES)
    throw new AttestationError({
      code: 'ATTESTATION_TOO_LARGE',
      message: `The attestation of ${name} has ${sizeBytes} bytes, and readers take ${MAX_STATEMENT_BYTES} at most: attest less.`,
    });
  return statement;
}

function isSame(payload: Buffer, statement: string): boolean {
  try {
    return (
      canonicalJson(JSON.parse(payload.toString('utf8'))) ===
      canonicalJson(JSON.parse(statement))
    );
  } catch {
    return false;
  }
}

function notSigned({ repository, descriptor }: AttestOptions) {
  return new AttestationError({
    code: 'NOT_SIGNED',
    message: `${formatRepository(repository)}@${
      descriptor.digest
    } has no signature as Sigstore bundle. Sign it first, or ask to sign it as well: cosign and Flux would take the attestation for a signature, and overlook a legacy one.`,
  });
}

function notValid(name: string, why: string) {
  return new AttestationError({
    code: 'ATTESTATION_NOT_VALID',
    message: `Nothing can be attested of ${name}: ${why}.`,
  });
}
