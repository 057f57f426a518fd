import {
  CertificateLog,
  CraftedAuthority,
  draftLeaf,
  type LeafDraft,
} from './CraftedAuthority';
import { TimestampAuthority } from './TimestampAuthority';
import { TransparencyLog } from './TransparencyLog';

const DAY_MS = 24 * 60 * 60_000;

/** Whom the policies of the cases trust. */
export const IDENTITY = {
  issuer: 'https://token.issuer.test',
  subject: 'https://git.test/acme/iris/release.yaml@refs/tags/1.0.0',
};

/**
 * A certificate authority, logs and timestamp authorities that do what a case asks of them, also what no honest one
 * would; and their doubles that have the same names and other keys.
 */
export class CraftedSigstore {
  readonly authority: CraftedAuthority;
  readonly impostor: CraftedAuthority;
  readonly certificateLog: CertificateLog;
  readonly unknownCertificateLog: CertificateLog;
  readonly log = new TransparencyLog('log.test');
  readonly unknownLog = new TransparencyLog('log.test');
  readonly timestamps: TimestampAuthority;
  readonly unknownTimestamps: TimestampAuthority;
  /** Trusted, but its certificate ended the day before. */
  readonly expiredTimestamps: TimestampAuthority;

  constructor(readonly now: Date) {
    this.authority = new CraftedAuthority('ca.test', now);
    this.impostor = new CraftedAuthority('ca.test', now);
    this.certificateLog = new CertificateLog(now);
    this.unknownCertificateLog = new CertificateLog(now);
    const year = this.around(365 * DAY_MS);
    this.timestamps = new TimestampAuthority('tsa.test', year, now);
    this.unknownTimestamps = new TimestampAuthority('tsa.test', year, now);
    const before = {
      notBefore: new Date(now.getTime() - 300 * DAY_MS),
      notAfter: new Date(now.getTime() - DAY_MS),
    };
    this.expiredTimestamps = new TimestampAuthority(
      'old-tsa.test',
      before,
      now,
    );
  }

  draftLeaf(): LeafDraft {
    return draftLeaf(IDENTITY, this.certificateLog, this.now);
  }

  /** `trusted_root.json`, as a company writes it for its own services. */
  trustedRoot(
    options: { readonly withoutIntermediate?: boolean } = {},
  ): string {
    const validFor = this.around(400 * DAY_MS);
    const certificates = (chain: readonly Buffer[]) => ({
      certificates: chain.map(rawBytes => ({
        rawBytes: rawBytes.toString('base64'),
      })),
    });
    const authority = (name: string, chain: readonly Buffer[]) => ({
      subject: { organization: name, commonName: name },
      uri: `https://${name}`,
      certChain: certificates(chain),
      validFor: toRange(validFor),
    });
    const log = (
      host: string,
      { key, id }: TransparencyLog | CertificateLog,
    ) => ({
      baseUrl: `https://${host}`,
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: key.spki.toString('base64'),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor: toRange(validFor),
      },
      logId: { keyId: id.toString('base64') },
    });
    return JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [log('log.test', this.log)],
      certificateAuthorities: [
        authority(
          'ca.test',
          this.authority.chain.slice(options.withoutIntermediate ? 1 : 0),
        ),
      ],
      ctlogs: [log('ct.test', this.certificateLog)],
      timestampAuthorities: [
        authority('tsa.test', this.timestamps.chain),
        authority('old-tsa.test', this.expiredTimestamps.chain),
      ],
    });
  }

  private around(spanMs: number) {
    return {
      notBefore: new Date(this.now.getTime() - spanMs),
      notAfter: new Date(this.now.getTime() + spanMs),
    };
  }
}

function toRange(range: { readonly notBefore: Date; readonly notAfter: Date }) {
  return {
    start: range.notBefore.toISOString(),
    end: range.notAfter.toISOString(),
  };
}
