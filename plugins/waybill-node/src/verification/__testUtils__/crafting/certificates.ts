import { createHash, sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  element,
  generalizedTime,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
  utf8String,
} from './der';

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** A certificate of X.509 v3 (RFC 5280), put together as told and signed with ECDSA and SHA-256. */
export interface CertificateParts {
  readonly serial: number;
  readonly issuer: string;
  readonly subject: string;
  /** SubjectPublicKeyInfo of the subject, DER. */
  readonly spki: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}

export function tbsCertificate(parts: CertificateParts): Buffer {
  return sequence(
    tagged(0, integer(2)),
    integer(parts.serial),
    ECDSA_WITH_SHA256,
    distinguishedName(parts.issuer),
    sequence(generalizedTime(parts.notBefore), generalizedTime(parts.notAfter)),
    distinguishedName(parts.subject),
    parts.spki,
    tagged(3, sequence(...parts.extensions)),
  );
}

export function signCertificate(tbs: Buffer, issuerKey: KeyObject): Buffer {
  const signature = sign('sha256', tbs, { key: issuerKey, dsaEncoding: 'der' });
  return sequence(tbs, ECDSA_WITH_SHA256, bitString(signature));
}

/** `CN=<text>`; the empty name where the text is empty, as in Fulcio's certificates. */
export function distinguishedName(commonName: string): Buffer {
  return commonName === ''
    ? sequence()
    : sequence(
        setOf(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))),
      );
}

export function extension(oid: string, value: Buffer, isCritical = false) {
  return sequence(
    objectIdentifier(oid),
    ...(isCritical ? [boolean(true)] : []),
    octetString(value),
  );
}

export const basicConstraints = (isAuthority: boolean) =>
  extension(
    '2.5.29.19',
    sequence(...(isAuthority ? [boolean(true)] : [])),
    true,
  );

/** digitalSignature, or keyCertSign and cRLSign. */
export const keyUsage = (isAuthority: boolean) =>
  extension(
    '2.5.29.15',
    isAuthority
      ? bitString(Buffer.from([0x06]), 1)
      : bitString(Buffer.from([0x80]), 7),
    true,
  );

export const extendedKeyUsage = (oid: string) =>
  extension('2.5.29.37', sequence(objectIdentifier(oid)));

export const subjectKeyId = (spki: Buffer) =>
  extension('2.5.29.14', octetString(keyId(spki)));

export const authorityKeyId = (spki: Buffer) =>
  extension('2.5.29.35', sequence(implicit(0, keyId(spki))));

export interface AlternativeName {
  readonly type: 'email' | 'dns' | 'uri';
  readonly value: string;
}

const NAME_TAGS = { email: 0x81, dns: 0x82, uri: 0x86 };

export const subjectAltName = (names: readonly AlternativeName[]) =>
  extension(
    '2.5.29.17',
    sequence(
      ...names.map(({ type, value }) =>
        element(NAME_TAGS[type], Buffer.from(value)),
      ),
    ),
    true,
  );

/** Fulcio's first extension for the OIDC issuer holds bare text, its second one a UTF8String. */
export const issuerV1 = (issuer: string) =>
  extension('1.3.6.1.4.1.57264.1.1', Buffer.from(issuer));
export const issuerV2 = (issuer: string) =>
  extension('1.3.6.1.4.1.57264.1.8', utf8String(issuer));

/** Signed certificate timestamps (RFC 6962, 3.3). */
export const sctList = (scts: readonly Buffer[]) => {
  const list = Buffer.concat(scts.flatMap(sct => [uint16(sct.length), sct]));
  return extension(
    '1.3.6.1.4.1.11129.2.4.2',
    octetString(Buffer.concat([uint16(list.length), list])),
  );
};

export function uint16(value: number): Buffer {
  return Buffer.from([Math.floor(value / 256), value % 256]);
}

function keyId(spki: Buffer): Buffer {
  return createHash('sha1').update(spki).digest();
}
