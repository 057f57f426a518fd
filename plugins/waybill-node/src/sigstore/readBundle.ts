import {
  bundleFromJSON,
  bundleToJSON,
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
  type Bundle,
} from '@sigstore/bundle';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { preAuthEncoding } from './dsse';
import { checkProofSizes } from './proofSizes';
import { readCertificateChain } from './certificates';
import type { SignatureEnvelope } from './SignatureEnvelope';
import { parseStatement } from './statement';
import { isRecord, parseStrictJson } from './strictJson';

const MEDIA_TYPES: readonly unknown[] = [
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
];

/** What protobuf's JSON may leave out. */
const DEFAULTS: readonly unknown[] = [null, '', '0', 0, false];

/**
 * Reads a Sigstore bundle (protobuf-specs v0.5 `sigstore_bundle.proto`), v0.1 to v0.3, with a DSSE envelope around an
 * in-toto statement. Stricter than the format: what is not in the format, what is spelled otherwise than it is written
 * by tools, and a second signature, which no log entry or timestamp would be about, is refused.
 *
 * @throws Error that says in a few words what is wrong with it
 * @internal
 */
export function readBundle(bytes: Buffer): SignatureEnvelope {
  const bundle = parseBundle(bytes);
  if (bundle.content.$case !== 'dsseEnvelope')
    throw new Error('it holds no DSSE envelope');
  const { payload, payloadType, signatures } = bundle.content.dsseEnvelope;
  if (payloadType !== MediaType.inTotoStatement)
    throw new Error(`its payload is no ${MediaType.inTotoStatement}`);
  const { tlogEntries, timestampVerificationData } =
    bundle.verificationMaterial;
  const logEntries = tlogEntries;
  const timestamps = (timestampVerificationData?.rfc3161Timestamps ?? []).map(
    ({ signedTimestamp }) => signedTimestamp,
  );
  checkProofSizes(logEntries, timestamps);
  return {
    ...parseStatement(payload),
    ...readSignerOf(bundle),
    payload,
    signedBytes: preAuthEncoding(payloadType, payload),
    signature: signatures[0].sig,
    logEntries,
    timestamps,
  };
}

function parseBundle(bytes: Buffer): Bundle {
  const json = parseStrictJson(bytes);
  if (!isRecord(json) || !MEDIA_TYPES.includes(json.mediaType))
    throw new Error('it is no Sigstore bundle of a known version');
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(json);
  } catch {
    throw new Error('it is no complete Sigstore bundle with one signature');
  }
  if (!isWithin(json, bundleToJSON(bundle)))
    throw new Error(
      'it has fields that no bundle has, or writes some in a way of its own',
    );
  return bundle;
}

function readSignerOf(
  bundle: Bundle,
): Pick<SignatureEnvelope, 'keyHint' | 'certificate'> {
  const { content } = bundle.verificationMaterial;
  switch (content.$case) {
    case 'publicKey':
      return content.publicKey.hint ? { keyHint: content.publicKey.hint } : {};
    case 'certificate':
      return {
        certificate: readCertificateChain([content.certificate.rawBytes]),
      };
    default:
      return {
        certificate: readCertificateChain(
          content.x509CertificateChain.certificates.map(
            ({ rawBytes }) => rawBytes,
          ),
        ),
      };
  }
}

/**
 * Whether all that was written is in what was understood, and is written so. Defaults may be written or left out, as
 * protobuf's JSON does.
 */
function isWithin(written: unknown, understood: unknown): boolean {
  if (Array.isArray(written)) {
    if (written.length === 0 && understood === undefined) return true;
    return (
      Array.isArray(understood) &&
      written.length === understood.length &&
      written.every((entry, index) => isWithin(entry, understood[index]))
    );
  }
  if (isRecord(written)) {
    return (
      isRecord(understood) &&
      Object.entries(written).every(([key, value]) =>
        isWithin(
          value,
          Object.hasOwn(understood, key) ? understood[key] : undefined,
        ),
      )
    );
  }
  if (understood === undefined) return DEFAULTS.includes(written);
  return typeof written === 'number'
    ? String(written) === understood
    : written === understood;
}
