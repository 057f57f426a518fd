import {
  X509Certificate as NodeCertificate,
  type KeyObject,
} from 'node:crypto';
import { X509Certificate } from '@sigstore/core';
import type { CertificateIdentity } from '@waybill/backstage-plugin-waybill-common';
import { hashOfKey } from './publicKeys';

const OID_ISSUER_V1 = '1.3.6.1.4.1.57264.1.1';
const OID_ISSUER_V2 = '1.3.6.1.4.1.57264.1.8';
const OID_CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const OID_SUBJECT_ALT_NAME = '2.5.29.17';
/** Those of Fulcio have less than 1 KiB. */
const MAX_CERTIFICATE_BYTES = 16 * 1024;
const MAX_CHAIN = 10;
const MAX_NAME_LENGTH = 1_000;

class CertificateError extends Error {}

/** A certificate that somebody signed with. Nothing of it is verified yet. @internal */
export interface SigningCertificate {
  readonly x509: X509Certificate;
  readonly publicKey: KeyObject;
  readonly identity: CertificateIdentity;
  /** Issued for signing code: one for a web server must not sign packages. */
  readonly isForSigning: boolean;
}

/**
 * Reads the certificate of a signer.
 *
 * @param chain - DER, the signer's own first. The others are not needed (the trust root has them), but where they are
 * there each must have issued the one before.
 * @throws Error that says in a few words what is wrong
 * @internal
 */
export function readCertificateChain(
  chain: readonly Buffer[],
): SigningCertificate {
  if (chain.length === 0 || chain.length > MAX_CHAIN)
    throw new Error('its certificate chain is empty or too long');
  if (chain.some(der => der.length > MAX_CERTIFICATE_BYTES))
    throw new Error('its certificate is too large');
  try {
    const certificates = chain.map(parseCertificate);
    if (!isInOrder(certificates)) throw new Error('out of order');
    return describeCertificate(certificates[0], chain[0]);
  } catch (error) {
    if (error instanceof CertificateError) throw error;
    throw new Error('its certificates cannot be read, or are not in order');
  }
}

/** @throws Error that says in a few words what is wrong. @internal */
export function readPemCertificates(pem: string): Buffer[] {
  const blocks = pem.match(
    /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g,
  );
  const others = pem.replace(
    /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g,
    '',
  );
  if (!blocks || others.trim() !== '')
    throw new Error('its certificate is no PEM');
  return blocks.map(block =>
    Buffer.from(block.replace(/-----[A-Z ]+-----/g, ''), 'base64'),
  );
}

function describeCertificate(
  x509: X509Certificate,
  der: Buffer,
): SigningCertificate {
  const node = new NodeCertificate(der);
  if (hashOfKey(node.publicKey) === 'unsupported')
    throw new CertificateError('the key of its certificate is weak or unknown');
  const subject = subjectOf(x509);
  const issuer = issuerOf(x509);
  if ([subject, issuer].some(isUnprintable))
    throw new CertificateError('the names in its certificate are no names');
  return {
    x509,
    publicKey: node.publicKey,
    identity: {
      subject,
      issuer,
      notBefore: x509.notBefore.toISOString(),
      notAfter: x509.notAfter.toISOString(),
    },
    isForSigning:
      !node.ca && Boolean(node.keyUsage?.includes(OID_CODE_SIGNING)),
  };
}

function isUnprintable(name: string): boolean {
  return name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name);
}

/** Fulcio vouches for one name. Of several, each reader would believe another. */
function subjectOf(certificate: X509Certificate): string {
  const names = certificate.extension(OID_SUBJECT_ALT_NAME)?.valueObj.subs[0];
  const subject = certificate.subjectAltName;
  if (names?.subs.length !== 1 || !subject)
    throw new CertificateError('its certificate has not exactly one subject');
  return subject;
}

/**
 * Fulcio's `docs/oid-info.md`: the second extension has a string in DER, the first only its bytes. Both say the same.
 */
function issuerOf(certificate: X509Certificate): string {
  const oids = certificate.extensions.map(({ subs }) => subs[0].toOID());
  if (new Set(oids).size !== oids.length)
    throw new CertificateError('its certificate has an extension twice');
  const issuers = new Set(
    [
      certificate.extension(OID_ISSUER_V1)?.value,
      certificate.extension(OID_ISSUER_V2)?.valueObj.subs[0]?.value,
    ].flatMap(value => value?.toString('utf8') ?? []),
  );
  const [issuer] = issuers;
  if (issuers.size !== 1 || !issuer)
    throw new CertificateError('its certificate has not exactly one issuer');
  return issuer;
}

function parseCertificate(der: Buffer): X509Certificate {
  return X509Certificate.parse(Buffer.from(der));
}

function isInOrder(chain: readonly X509Certificate[]): boolean {
  return chain.every((certificate, index) => {
    const issuer = chain[index + 1];
    return (
      !issuer ||
      (certificate.issuer.equals(issuer.subject) && certificate.verify(issuer))
    );
  });
}
