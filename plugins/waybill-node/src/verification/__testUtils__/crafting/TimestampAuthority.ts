import {
  distinguishedName,
  extendedKeyUsage,
  keyUsage,
  authorityKeyId,
  subjectKeyId,
  signCertificate,
  tbsCertificate,
} from './certificates';
import { CraftedAuthority, TIME_STAMPING } from './CraftedAuthority';
import {
  element,
  generalizedTime,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
} from './der';
import { craftKey, sha256 } from './keys';

const SHA256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'));
const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const SERIAL = 3;

/** An authority that says of whatever it is given that it was there at a time (RFC 3161). */
export class TimestampAuthority {
  readonly key = craftKey();
  readonly certificate: Buffer;
  private readonly authority: CraftedAuthority;

  constructor(
    private readonly name: string,
    validity: { readonly notBefore: Date; readonly notAfter: Date },
    now: Date,
  ) {
    this.authority = new CraftedAuthority(name, now);
    const tbs = tbsCertificate({
      serial: SERIAL,
      issuer: `${name} intermediate`,
      subject: `${name} signer`,
      spki: this.key.spki,
      ...validity,
      extensions: [
        keyUsage(false),
        extendedKeyUsage(TIME_STAMPING),
        subjectKeyId(this.key.spki),
        authorityKeyId(this.authority.intermediateKey.spki),
      ],
    });
    this.certificate = signCertificate(
      tbs,
      this.authority.intermediateKey.privateKey,
    );
  }

  get chain(): Buffer[] {
    return [this.certificate, ...this.authority.chain];
  }

  /** A TimeStampResp over the bytes. */
  timestamp(data: Buffer, at: Date): Buffer {
    const info = sequence(
      integer(1),
      objectIdentifier('1.3.6.1.4.1.57264.2'),
      sequence(SHA256, octetString(sha256(data))),
      integer(1),
      generalizedTime(at),
    );
    const attributes = [
      attribute('1.2.840.113549.1.9.3', objectIdentifier(TST_INFO)),
      attribute('1.2.840.113549.1.9.4', octetString(sha256(info))),
    ];
    const signature = this.key.sign(setOf(...attributes));
    const signedData = sequence(
      integer(3),
      setOf(SHA256),
      sequence(objectIdentifier(TST_INFO), tagged(0, octetString(info))),
      setOf(
        sequence(
          integer(1),
          sequence(
            distinguishedName(`${this.name} intermediate`),
            integer(SERIAL),
          ),
          SHA256,
          element(0xa0, ...attributes),
          ECDSA_WITH_SHA256,
          octetString(signature),
        ),
      ),
    );
    return sequence(
      sequence(integer(0)),
      sequence(objectIdentifier(SIGNED_DATA), tagged(0, signedData)),
    );
  }
}

function attribute(oid: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(oid), setOf(value));
}
