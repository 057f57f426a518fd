import {
  authorityKeyId,
  basicConstraints,
  extendedKeyUsage,
  issuerV1,
  issuerV2,
  keyUsage,
  sctList,
  signCertificate,
  subjectAltName,
  subjectKeyId,
  tbsCertificate,
  uint16,
  type AlternativeName,
} from './certificates';
import { craftKey, sha256, type CraftedKey } from './keys';

export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
export const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a certificate for signing says. Each member is right until a case makes it wrong. */
export interface LeafDraft {
  subject: string;
  names: AlternativeName[];
  /** Values of Fulcio's extensions, in the order in which they are written. */
  issuersV1: string[];
  issuersV2: string[];
  extendedKeyUsages: string[];
  isAuthority: boolean;
  notBefore: Date;
  notAfter: Date;
  /** Signed certificate timestamps are asked of these logs. */
  certificateLogs: CertificateLog[];
  /** Over what the logs are asked for their timestamps. */
  logged: (tbs: Buffer) => Buffer;
}

/** A certificate log that signs whatever it is given (RFC 6962, 3.2). */
export class CertificateLog {
  readonly key = craftKey();
  readonly id = sha256(this.key.spki);

  constructor(private readonly now: Date) {}

  timestamp(tbs: Buffer, issuerSpki: Buffer): Buffer {
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(this.now.getTime()));
    const length = Buffer.alloc(3);
    length.writeUIntBE(tbs.length, 0, 3);
    const signature = this.key.sign(
      Buffer.concat([
        Buffer.from([0, 0]),
        time,
        Buffer.from([0, 1]),
        sha256(issuerSpki),
        length,
        tbs,
        Buffer.from([0, 0]),
      ]),
    );
    return Buffer.concat([
      Buffer.from([0]),
      this.id,
      time,
      Buffer.from([0, 0, 4, 3]),
      uint16(signature.length),
      signature,
    ]);
  }
}

/** A root, an intermediate below it, and what that issues. Two with the same names differ in their keys alone. */
export class CraftedAuthority {
  readonly rootKey = craftKey();
  readonly intermediateKey = craftKey();
  readonly root: Buffer;
  readonly intermediate: Buffer;

  constructor(private readonly name: string, private readonly now: Date) {
    this.root = this.issueAuthority(`${name} root`, this.rootKey);
    this.intermediate = this.issueAuthority(
      `${name} intermediate`,
      this.intermediateKey,
    );
  }

  /** Certificates of the authority, nearest to the leaf first. */
  get chain(): Buffer[] {
    return [this.intermediate, this.root];
  }

  issue(key: CraftedKey, draft: LeafDraft): Buffer {
    return this.issueBelow(
      { name: `${this.name} intermediate`, key: this.intermediateKey },
      key,
      draft,
    );
  }

  /** Issues with a key that need not be an authority's. */
  issueBelow(
    issuer: { readonly name: string; readonly key: CraftedKey },
    key: CraftedKey,
    draft: LeafDraft,
  ): Buffer {
    const extensions = [
      keyUsage(draft.isAuthority),
      ...(draft.isAuthority ? [basicConstraints(true)] : []),
      ...draft.extendedKeyUsages.map(extendedKeyUsage),
      subjectKeyId(key.spki),
      authorityKeyId(issuer.key.spki),
      ...(draft.names.length > 0 ? [subjectAltName(draft.names)] : []),
      ...draft.issuersV1.map(issuerV1),
      ...draft.issuersV2.map(issuerV2),
    ];
    const parts = {
      serial: 42,
      issuer: issuer.name,
      subject: draft.subject,
      spki: key.spki,
      notBefore: draft.notBefore,
      notAfter: draft.notAfter,
    };
    const logged = draft.logged(tbsCertificate({ ...parts, extensions }));
    const scts = draft.certificateLogs.map(log =>
      log.timestamp(logged, issuer.key.spki),
    );
    const all = scts.length > 0 ? [...extensions, sctList(scts)] : extensions;
    return signCertificate(
      tbsCertificate({ ...parts, extensions: all }),
      issuer.key.privateKey,
    );
  }

  private issueAuthority(subject: string, key: CraftedKey): Buffer {
    const tbs = tbsCertificate({
      serial: key === this.rootKey ? 1 : 2,
      issuer: `${this.name} root`,
      subject,
      spki: key.spki,
      notBefore: new Date(this.now.getTime() - 365 * DAY_MS),
      notAfter: new Date(this.now.getTime() + 365 * DAY_MS),
      extensions: [
        keyUsage(true),
        basicConstraints(true),
        subjectKeyId(key.spki),
        authorityKeyId(this.rootKey.spki),
      ],
    });
    return signCertificate(tbs, this.rootKey.privateKey);
  }
}

/** A certificate as Fulcio issues it: valid for ten minutes. */
export function draftLeaf(
  identity: { readonly issuer: string; readonly subject: string },
  log: CertificateLog,
  now: Date,
): LeafDraft {
  return {
    subject: '',
    names: [{ type: 'uri', value: identity.subject }],
    issuersV1: [identity.issuer],
    issuersV2: [identity.issuer],
    extendedKeyUsages: [CODE_SIGNING],
    isAuthority: false,
    notBefore: new Date(now.getTime() - MINUTE_MS),
    notAfter: new Date(now.getTime() + 9 * MINUTE_MS),
    certificateLogs: [log],
    logged: tbs => tbs,
  };
}
