import { generateKeyPair, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { bundleToJSON, type Bundle } from '@sigstore/bundle';
import {
  DSSEBundleBuilder,
  MessageSignatureBundleBuilder,
  type Witness,
} from '@sigstore/sign';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import type {
  IssuedCertificate,
  KeylessSigner,
  SignableContent,
  SigningOptions,
  WitnessedSignature,
} from '../Signer';
import type { FulcioAuthority, IssuedChain } from './FulcioAuthority';
import { readIdentityToken, type TokenSource } from './identityToken';

const signAsync = promisify(sign);
const generateKeyPairAsync = promisify(generateKeyPair);
/** Time for the witnesses to answer: their times must fall into the validity of the certificate. */
const MARGIN_MS = 60_000;

interface CertifiedKey extends IssuedChain {
  readonly privateKey: KeyObject;
}

interface CertifiedSignerOptions {
  readonly keyName: string;
  readonly token: TokenSource;
  readonly fulcio: FulcioAuthority;
  readonly now: () => Date;
  readonly proves: IssuedCertificate['witnesses'];
  readonly witnesses: (signal?: AbortSignal) => Witness[];
}

/** Signs with a fresh P-256 key and Fulcio's certificate for it; one for all that is signed while it is valid. */
export class CertifiedSigner implements KeylessSigner {
  readonly kind = 'keyless';
  readonly keyName: string;
  readonly #options: CertifiedSignerOptions;
  #key: Promise<CertifiedKey> | undefined;

  constructor(options: CertifiedSignerOptions) {
    this.keyName = options.keyName;
    this.#options = options;
  }

  async certify(options: SigningOptions = {}): Promise<IssuedCertificate> {
    const { chainPem, subject, issuer } = await this.#obtain(options);
    return { chainPem, subject, issuer, witnesses: this.#options.proves };
  }

  async signContent(
    content: SignableContent,
    options: SigningOptions = {},
  ): Promise<WitnessedSignature> {
    const { privateKey, chainPem } = await this.#obtain(options);
    const certificate = await this.certify(options);
    const builderOptions = {
      signer: {
        sign: async (data: Buffer) => ({
          signature: await signAsync('sha256', data, privateKey),
          key: { $case: 'x509Certificate' as const, certificate: chainPem[0] },
        }),
      },
      witnesses: this.#options.witnesses(options.signal),
    };
    const bundle: Bundle =
      content.kind === 'statement'
        ? await new DSSEBundleBuilder(builderOptions).create({
            data: content.payload,
            type: MediaType.inTotoStatement,
          })
        : await new MessageSignatureBundleBuilder(builderOptions).create({
            data: content.data,
          });
    return { ...readBundle(bundle), certificate };
  }

  async #obtain({ signal }: SigningOptions): Promise<CertifiedKey> {
    const { now } = this.#options;
    const known = await this.#key?.catch(() => undefined);
    if (known && known.notAfter.getTime() - now().getTime() > MARGIN_MS)
      return known;
    const obtained = this.#certifyNewKey(signal);
    this.#key = obtained;
    return obtained;
  }

  async #certifyNewKey(signal?: AbortSignal): Promise<CertifiedKey> {
    const { token, fulcio, now } = this.#options;
    const identity = readIdentityToken(await token({ signal }), now());
    const { privateKey, publicKey } = await generateKeyPairAsync('ec', {
      namedCurve: 'P-256',
    });
    const proof = await signAsync(
      'sha256',
      Buffer.from(identity.subject),
      privateKey,
    );
    const chain = await fulcio.issue(
      { identity, publicKey, proof },
      { signal },
    );
    return { ...chain, privateKey };
  }
}

function readBundle(bundle: Bundle): Omit<WitnessedSignature, 'certificate'> {
  const { content, verificationMaterial } = bundle;
  const { tlogEntries, timestampVerificationData } = verificationMaterial;
  const entry = tlogEntries.at(0);
  const timestamp = timestampVerificationData?.rfc3161Timestamps.at(0);
  return {
    signature:
      content.$case === 'dsseEnvelope'
        ? content.dsseEnvelope.signatures[0].sig
        : content.messageSignature.signature,
    bundle: Buffer.from(JSON.stringify(bundleToJSON(bundle))),
    ...(entry?.logId
      ? {
          logEntry: {
            logIndex: entry.logIndex,
            logId: entry.logId.keyId.toString('hex'),
            integratedTime: entry.integratedTime,
            canonicalizedBody: entry.canonicalizedBody,
            signedEntryTimestamp: entry.inclusionPromise?.signedEntryTimestamp,
          },
        }
      : {}),
    ...(timestamp ? { timestamp: timestamp.signedTimestamp } : {}),
  };
}
