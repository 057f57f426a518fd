import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
} from '@sigstore/mock';
import { TransparencyLogEntry } from '@sigstore/protobuf-specs';
import {
  MediaType,
  buildSignatureStatement,
  buildSimpleSigningPayload,
} from '@waybill/backstage-plugin-waybill-common';
import { preAuthEncoding } from '../../sigstore';
import { parseTrustRoot } from '../trustRoots/parseTrustRoot';
import type { TrustRoots } from '../trustRoots';

export const IDENTITY = {
  issuer: 'https://token.issuer.test',
  subject: 'https://git.test/acme/iris/release.yaml@refs/tags/1.0.0',
};

const SHA256_OID = '2.16.840.1.101.3.4.2.1';
const LOG_HOST = 'https://log.test';

type Services = {
  readonly ca: Awaited<ReturnType<typeof initializeCA>>;
  readonly ctlog: Awaited<ReturnType<typeof initializeCTLog>>;
  readonly tlog: Awaited<ReturnType<typeof initializeTLog>>;
  readonly tsa: Awaited<ReturnType<typeof initializeTSA>>;
};

/** Rekor v1's answer, as far as it is needed. */
interface RekorAnswer {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly hashes: readonly string[];
      readonly checkpoint: string;
    };
  };
}

/** One signature by a fresh certificate, and what services of the mock add to it. */
export interface MockSignature {
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** DER. */
  readonly certificate: Buffer;
  readonly verifierPem: string;
  /** Of an in-toto statement, else of simple signing. */
  readonly isStatement: boolean;
}

/** The services of `@sigstore/mock`, and what is made with them. */
export class MockSigstore {
  /** @param issueAt - what the certificate authority takes for now */
  static async start(issueAt?: Date): Promise<MockSigstore> {
    const ctlog = await initializeCTLog(keyPair());
    // a whole second: the mock writes fractions in a way that sigstore-js cannot read; later than its certificates begin
    const stampAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 60_000);
    return new MockSigstore({
      ctlog,
      ca: await initializeCA(keyPair('P-384'), ctlog, issueAt),
      tlog: await initializeTLog(LOG_HOST, keyPair()),
      tsa: await initializeTSA(keyPair('P-384'), stampAt),
    });
  }

  private constructor(private readonly services: Services) {}

  /** `trusted_root.json` of these services. */
  trustedRoot(): unknown {
    const { ca, ctlog, tlog, tsa } = this.services;
    const validFor = { start: '2020-01-01T00:00:00Z' };
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [describeLog(LOG_HOST, tlog.publicKey)],
      ctlogs: [describeLog('https://ct.test', ctlog.publicKey)],
      certificateAuthorities: [
        { certChain: describeChain([toBuffer(ca.rootCertificate)]), validFor },
      ],
      timestampAuthorities: [
        {
          certChain: describeChain([
            toBuffer(tsa.intCertificate),
            toBuffer(tsa.rootCertificate),
          ]),
          validFor,
        },
      ],
    };
  }

  /** The certificate of the authority. */
  get rootPem(): string {
    return toPem(toBuffer(this.services.ca.rootCertificate));
  }

  trustRoots(): TrustRoots {
    const root = parseTrustRoot(this.trustedRoot(), new Date());
    return { load: async () => root };
  }

  signStatement(
    digest: string,
    statement = buildSignatureStatement(digest),
  ): Promise<MockSignature> {
    return this.sign(Buffer.from(statement), true);
  }

  signSimple(repository: string, digest: string): Promise<MockSignature> {
    const payload = buildSimpleSigningPayload(repository, digest);
    return this.sign(Buffer.from(payload), false);
  }

  /** As Rekor v1 takes it in: with a promise and a proof. */
  async log(signed: MockSignature): Promise<TransparencyLogEntry> {
    const body = signed.isStatement
      ? dsseBody(signed)
      : hashedRekordBody(signed);
    const answer: Record<string, RekorAnswer> = JSON.parse(
      JSON.stringify(await this.services.tlog.log(body)),
    );
    const [entry] = Object.values(answer);
    const { inclusionProof: proof, signedEntryTimestamp } = entry.verification;
    return TransparencyLogEntry.fromJSON({
      logIndex: entry.logIndex,
      logId: { keyId: fromHex(entry.logID) },
      kindVersion: { kind: body.kind, version: body.apiVersion },
      integratedTime: entry.integratedTime,
      inclusionPromise: { signedEntryTimestamp },
      inclusionProof: {
        ...proof,
        rootHash: fromHex(proof.rootHash),
        hashes: proof.hashes.map(fromHex),
        checkpoint: { envelope: proof.checkpoint },
      },
      canonicalizedBody: entry.body,
    });
  }

  /** As Rekor v2 takes it in: with a proof and no time. */
  async logV2(signed: MockSignature): Promise<TransparencyLogEntry> {
    const request: Parameters<Services['tlog']['logV2']>[0] = JSON.parse(
      JSON.stringify(dsseBodyV2(signed)),
    );
    const entry = await this.services.tlog.logV2(request);
    if (!entry.inclusionProof) throw new Error('the mock gave no proof');
    // it says that its tree has one leaf, and names another index than that of the only one
    entry.inclusionProof.logIndex = '0';
    return { ...entry, integratedTime: '0' };
  }

  async stamp(signed: MockSignature): Promise<Buffer> {
    return toBuffer(
      await this.services.tsa.timestamp({
        artifactHash: createHash('sha256').update(signed.signature).digest(),
        hashAlgorithmOID: SHA256_OID,
        nonce: 1,
        policyOID: '1.3.6.1.4.1.57264.2',
      }),
    );
  }

  private async sign(
    payload: Buffer,
    isStatement: boolean,
  ): Promise<MockSignature> {
    const { publicKey, privateKey } = keyPair();
    const certificate = toBuffer(
      await this.services.ca.issueCertificate({
        publicKey: publicKey.export({ type: 'spki', format: 'der' }),
        subjectAltName: IDENTITY.subject,
        extensions: [{ oid: '1.3.6.1.4.1.57264.1.8', value: IDENTITY.issuer }],
      }),
    );
    return {
      payload,
      signature: sign(
        'sha256',
        isStatement
          ? preAuthEncoding(MediaType.inTotoStatement, payload)
          : payload,
        privateKey,
      ),
      certificate,
      verifierPem: toPem(certificate),
      isStatement,
    };
  }
}

/** Puts a signature of a statement and its proofs into a bundle v0.3. */
export function toBundle(
  { payload, signature, certificate }: MockSignature,
  proofs: {
    readonly logEntries?: readonly TransparencyLogEntry[];
    readonly timestamps?: readonly Buffer[];
  } = {},
): Buffer {
  return Buffer.from(
    JSON.stringify({
      mediaType: MediaType.sigstoreBundleV03,
      verificationMaterial: {
        certificate: { rawBytes: certificate.toString('base64') },
        tlogEntries: (proofs.logEntries ?? []).map(entry =>
          TransparencyLogEntry.toJSON(entry),
        ),
        timestampVerificationData: {
          rfc3161Timestamps: (proofs.timestamps ?? []).map(der => ({
            signedTimestamp: der.toString('base64'),
          })),
        },
      },
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType: MediaType.inTotoStatement,
        signatures: [{ sig: signature.toString('base64'), keyid: '' }],
      },
    }),
  );
}

/** The annotations that cosign 2 writes beside a legacy signature. */
export function toLegacyAnnotations(
  { signature, verifierPem, isStatement }: MockSignature,
  entry?: TransparencyLogEntry,
  timestamp?: Buffer,
): Record<string, string> {
  return {
    'dev.cosignproject.cosign/signature': isStatement
      ? ''
      : signature.toString('base64'),
    'dev.sigstore.cosign/certificate': verifierPem,
    ...(entry && {
      'dev.sigstore.cosign/bundle': JSON.stringify({
        SignedEntryTimestamp:
          entry.inclusionPromise?.signedEntryTimestamp.toString('base64'),
        Payload: {
          body: entry.canonicalizedBody.toString('base64'),
          integratedTime: Number(entry.integratedTime),
          logIndex: Number(entry.logIndex),
          logID: entry.logId?.keyId.toString('hex'),
        },
      }),
    }),
    ...(timestamp && {
      'dev.sigstore.cosign/rfc3161timestamp': JSON.stringify({
        SignedRFC3161Timestamp: timestamp.toString('base64'),
      }),
    }),
  };
}

function dsseBody({ payload, signature, verifierPem }: MockSignature) {
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      payloadHash: { algorithm: 'sha256', value: sha256(payload, 'hex') },
      signatures: [
        {
          signature: signature.toString('base64'),
          verifier: Buffer.from(verifierPem).toString('base64'),
        },
      ],
    },
  };
}

function dsseBodyV2({ payload, signature, certificate }: MockSignature) {
  return {
    apiVersion: '0.0.2',
    kind: 'dsse',
    spec: {
      dsseV002: {
        payloadHash: {
          algorithm: 'SHA2_256',
          digest: sha256(payload, 'base64'),
        },
        signatures: [
          {
            content: signature.toString('base64'),
            verifier: {
              keyDetails: 'PKIX_ECDSA_P256_SHA_256',
              x509Certificate: { rawBytes: certificate.toString('base64') },
            },
          },
        ],
      },
    },
  };
}

function hashedRekordBody({ payload, signature, verifierPem }: MockSignature) {
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: sha256(payload, 'hex') } },
      signature: {
        content: signature.toString('base64'),
        publicKey: { content: Buffer.from(verifierPem).toString('base64') },
      },
    },
  };
}

function describeLog(baseUrl: string, publicKey: Buffer) {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: '2020-01-01T00:00:00Z' },
    },
    logId: { keyId: sha256(publicKey, 'base64') },
  };
}

function describeChain(chain: readonly Buffer[]) {
  return {
    certificates: chain.map(der => ({ rawBytes: der.toString('base64') })),
  };
}

function keyPair(namedCurve = 'P-256') {
  return generateKeyPairSync('ec', { namedCurve });
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join(
    '\n',
  )}\n-----END CERTIFICATE-----\n`;
}

function toBuffer(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function fromHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function sha256(bytes: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(bytes).digest(encoding);
}
