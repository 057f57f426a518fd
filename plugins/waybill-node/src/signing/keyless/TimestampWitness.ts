import { createHash } from 'node:crypto';
import { RFC3161Timestamp } from '@sigstore/core';
import type {
  SignatureBundle,
  VerificationMaterial,
  Witness,
} from '@sigstore/sign';
import type { ServiceHttp } from '../services/ServiceHttp';

const WHAT = 'a timestamp';

/** Has signatures timestamped by an authority that speaks Sigstore's API (sigstore/timestamp-authority). */
export class TimestampWitness implements Witness {
  /** @param path - of the API below the service's URL; empty where the URL is that of the API itself */
  constructor(
    private readonly http: ServiceHttp,
    private readonly path: string,
    private readonly signal?: AbortSignal,
  ) {}

  async testify(content: SignatureBundle): Promise<VerificationMaterial> {
    const hash = createHash('sha256').update(signatureOf(content)).digest();
    const { body } = await this.http.request({
      method: 'POST',
      path: this.path,
      what: WHAT,
      accept: 'application/timestamp-reply',
      body: JSON.stringify({
        artifactHash: hash.toString('base64'),
        hashAlgorithm: 'sha256',
      }),
      signal: this.signal,
    });
    if (!isAbout(body, hash))
      throw this.http.invalidAnswer(WHAT, 'is no timestamp of the signature');
    return { rfc3161Timestamps: [{ signedTimestamp: body }] };
  }
}

function signatureOf(content: SignatureBundle): Buffer {
  return content.$case === 'dsseEnvelope'
    ? content.dsseEnvelope.signatures[0].sig
    : content.messageSignature.signature;
}

function isAbout(der: Buffer, hash: Buffer): boolean {
  try {
    const { tstInfo } = RFC3161Timestamp.parse(Buffer.from(der));
    return tstInfo.messageImprintHashedMessage.equals(hash);
  } catch {
    return false;
  }
}
