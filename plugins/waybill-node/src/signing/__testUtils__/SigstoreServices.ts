import { createHash, generateKeyPairSync } from 'node:crypto';
import type http from 'node:http';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  tsaHandler,
} from '@sigstore/mock';
import {
  answerJson,
  ScriptedService,
  type SeenRequest,
} from './ScriptedService';

type Mocks = Awaited<ReturnType<typeof initializeMocks>>;

/** What the mock's log gives for an entry, as far as it is read here. */
interface MockEntry {
  readonly body: string;
  readonly logID: string;
  readonly verification: {
    readonly inclusionProof: {
      readonly rootHash: string;
      readonly checkpoint: string;
    };
  };
}

/** Fulcio, Rekor and a timestamp authority of `@sigstore/mock` on one local server, which really sign. */
export class SigstoreServices {
  static async start(
    // The mock writes tenths of seconds as DER wants them, and sigstore-js reads none or thousandths. A little ahead, for
    // the authorities' own certificates begin when they are made.
    now = new Date(Math.floor(Date.now() / 1000) * 1000 + 10_000),
  ): Promise<SigstoreServices> {
    const mocks = await initializeMocks(now);
    const fulcio = fulcioHandler(mocks.ca);
    const tsa = tsaHandler(mocks.tsa);
    const entries = new Map<string, unknown>();
    const service = await ScriptedService.start(async (request, response) => {
      switch (request.url) {
        case fulcio.path:
          return pass(response, await fulcio.fn(request.body));
        case tsa.path:
          return pass(response, await tsa.fn(request.body));
        case '/api/v1/log/entries':
          return enterV1(mocks, entries, request, response);
        case '/api/v2/log/entries':
          return enterV2(mocks, request, response);
        default: {
          const entry = entries.get(request.url);
          return answerJson(response, entry ? 200 : 404, entry ?? {});
        }
      }
    });
    return new SigstoreServices(service, mocks);
  }

  private constructor(
    private readonly service: ScriptedService,
    readonly mocks: Mocks,
  ) {}

  get url(): string {
    return this.service.url;
  }

  get seen(): readonly SeenRequest[] {
    return this.service.seen;
  }

  /** `trusted_root.json` of these services. */
  get trustedRoot(): object {
    const { ca, tlog, ctLog, tsa } = this.mocks;
    const validFor = { start: '2020-01-01T00:00:00Z' };
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [describeLog('https://rekor.test', tlog.publicKey)],
      ctlogs: [describeLog('https://ctlog.test', ctLog.publicKey)],
      certificateAuthorities: [
        {
          subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
          uri: 'https://fulcio.test',
          certChain: chainOf(ca.rootCertificate),
          validFor,
        },
      ],
      timestampAuthorities: [
        {
          subject: { organization: 'sigstore.mock', commonName: 'tsa' },
          uri: 'https://tsa.test',
          certChain: chainOf(tsa.intCertificate, tsa.rootCertificate),
          validFor,
        },
      ],
    };
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}

function describeLog(baseUrl: string, publicKey: Buffer): object {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: '2020-01-01T00:00:00Z' },
    },
    logId: {
      keyId: createHash('sha256').update(publicKey).digest('base64'),
    },
  };
}

function chainOf(...certificates: ArrayBufferView[]): object {
  return {
    certificates: certificates.map(({ buffer, byteOffset, byteLength }) => ({
      rawBytes: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
    })),
  };
}

/** An OIDC token as a pipeline gives it; nobody checks its signature here. */
export function makeToken(claims: Record<string, unknown> = {}): string {
  const encode = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    encode({ alg: 'RS256', typ: 'JWT' }),
    encode({
      iss: 'https://token.actions.test',
      sub: 'https://git.test/acme/iris/release.yaml@refs/tags/1.0.0',
      aud: 'sigstore',
      ...claims,
    }),
    Buffer.from('a signature that must stay secret').toString('base64url'),
  ].join('.');
}

const ecKeyPair = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve });

async function initializeMocks(now: Date) {
  const ctLog = await initializeCTLog(ecKeyPair('P-256'), now);
  return {
    ctLog,
    ca: await initializeCA(ecKeyPair('P-384'), ctLog, now),
    tlog: await initializeTLog('https://rekor.test', ecKeyPair('P-256'), now),
    tsa: await initializeTSA(ecKeyPair('P-384'), now),
  };
}

function pass(
  response: http.ServerResponse,
  answer: {
    statusCode: number;
    response: string | ArrayBufferView;
    contentType?: string;
  },
): void {
  response.writeHead(answer.statusCode, {
    'content-type': answer.contentType ?? 'text/plain',
  });
  response.end(answer.response);
}

/** The mock keeps what is proposed; Rekor keeps what its types make of it (sigstore/rekor `pkg/types`). */
async function enterV1(
  { tlog }: Mocks,
  entries: Map<string, unknown>,
  { body }: SeenRequest,
  response: http.ServerResponse,
): Promise<void> {
  const proposed = JSON.parse(body);
  const entry = await tlog.log(
    proposed.kind === 'dsse' ? canonicalDsse(proposed) : proposed,
  );
  const [uuid] = Object.keys(entry);
  entries.set(`/api/v1/log/entries/${uuid}`, entry);
  answerJson(response, 201, entry);
}

function canonicalDsse(proposed: {
  spec: { proposedContent: { envelope: string; verifiers: string[] } };
}): object {
  const { envelope, verifiers } = proposed.spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: { algorithm: 'sha256', value: sha256Hex(envelope) },
      payloadHash: {
        algorithm: 'sha256',
        value: sha256Hex(Buffer.from(payload, 'base64')),
      },
      signatures: [{ signature: signatures[0].sig, verifier: verifiers[0] }],
    },
  };
}

/** As rekor-tiles v2.3.0 answers: a tree of one leaf, no promise and no time. */
async function enterV2(
  { tlog }: Mocks,
  { body }: SeenRequest,
  response: http.ServerResponse,
): Promise<void> {
  const { hashedRekordRequestV002: request } = JSON.parse(body);
  if (!request) {
    const message = 'invalid type, must be hashedrekord';
    answerJson(response, 400, { code: 3, message, details: [] });
    return;
  }
  const kind = 'hashedrekord';
  const version = '0.0.2';
  const logged: unknown = await tlog.log({
    apiVersion: version,
    kind,
    spec: {
      hashedRekordV002: {
        data: { algorithm: 'SHA2_256', digest: request.digest },
        signature: request.signature,
      },
    },
  });
  const [entry] = Object.values(logged as Record<string, MockEntry>);
  const proof = entry.verification.inclusionProof;
  answerJson(response, 201, {
    logIndex: '0',
    logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
    kindVersion: { kind, version },
    integratedTime: '0',
    inclusionPromise: null,
    inclusionProof: {
      logIndex: '0',
      rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
      treeSize: '1',
      hashes: [],
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: entry.body,
  });
}

function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
