import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import {
  readCertificateChain,
  readPemCertificates,
} from '../../sigstore/certificates';
import type { ServiceHttp } from '../services/ServiceHttp';
import type { SigningOptions } from '../Signer';
import type { IdentityToken } from './identityToken';

/** A certificate that was just issued. */
export interface IssuedChain {
  readonly chainPem: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  readonly notAfter: Date;
}

const WHAT = 'a certificate';

/** Fulcio's API v2 (sigstore/fulcio `fulcio.proto`). */
export class FulcioAuthority {
  constructor(private readonly http: ServiceHttp) {}

  /**
   * @param proof - signature of the token's subject, which shows that the asker has the key
   * @throws SigningError
   */
  async issue(
    request: {
      readonly identity: IdentityToken;
      readonly publicKey: KeyObject;
      readonly proof: Buffer;
    },
    { signal }: SigningOptions = {},
  ): Promise<IssuedChain> {
    const { identity, publicKey, proof } = request;
    const { json } = await this.http.requestJson({
      method: 'POST',
      path: '/api/v2/signingCert',
      what: WHAT,
      signal,
      body: JSON.stringify({
        credentials: { oidcIdentityToken: identity.token },
        publicKeyRequest: {
          publicKey: {
            algorithm: 'ECDSA',
            content: publicKey.export({ type: 'spki', format: 'pem' }),
          },
          proofOfPossession: proof.toString('base64'),
        },
      }),
    });
    return this.#read(json, publicKey);
  }

  #read(json: Record<string, unknown>, publicKey: KeyObject): IssuedChain {
    const chain = chainOf(json);
    if (!chain) throw this.http.invalidAnswer(WHAT, 'holds no chain');
    let issued: IssuedChain;
    try {
      const ders = readPemCertificates(chain.join('\n'));
      const { identity } = readCertificateChain(ders);
      issued = {
        chainPem: ders.map(der => new X509Certificate(der).toString()),
        subject: identity.subject,
        issuer: identity.issuer,
        notAfter: new Date(identity.notAfter),
      };
    } catch {
      throw this.http.invalidAnswer(WHAT, 'holds no usable chain');
    }
    if (!isOfKey(issued.chainPem[0], publicKey))
      throw this.http.invalidAnswer(WHAT, 'is about another key');
    return issued;
  }
}

/** Embedded or detached: only where the proof of publication is differs. */
function chainOf(json: Record<string, unknown>): string[] | undefined {
  const issued = (json.signedCertificateEmbeddedSct ??
    json.signedCertificateDetachedSct) as
    | { readonly chain?: { readonly certificates?: unknown } | null }
    | null
    | undefined;
  const certificates = issued?.chain?.certificates;
  return Array.isArray(certificates) &&
    certificates.length > 1 &&
    certificates.every(pem => typeof pem === 'string')
    ? certificates
    : undefined;
}

function isOfKey(certificatePem: string, publicKey: KeyObject): boolean {
  const certified = createPublicKey(certificatePem);
  return certified.equals(publicKey);
}
