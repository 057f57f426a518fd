import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { initializeCTLog } from '@sigstore/mock';
import { Certificate } from 'pkijs';

type Signer = Awaited<ReturnType<typeof initializeCTLog>>;

/** RFC 6962, section 3.1: marks a certificate that is not issued yet. */
const POISON = '1.3.6.1.4.1.11129.2.4.3';
/**
 * As in a list of them (RFC 6962, section 3.3): their length, version and log id come before the timestamp, and the
 * length of no extensions between it and the signature.
 */
const TIMESTAMP_AT = 35;
const SIGNATURE_AT = 45;
const MAX_BODY_BYTES = 1024 * 1024;

/** A log of certificates (RFC 6962) that promises to take in what it is sent, and keeps nothing. */
export class CertificateLog {
  readonly publicKeyPem: string;
  readonly #server: Server;
  readonly #signer: Signer;

  private constructor(signer: Signer, publicKeyPem: string) {
    this.#signer = signer;
    this.publicKeyPem = publicKeyPem;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(error => {
        response.statusCode = 400;
        response.end(String(error));
      });
    });
  }

  static async start(): Promise<CertificateLog> {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const log = new CertificateLog(
      await initializeCTLog(keys),
      keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    );
    await new Promise<void>((resolve, reject) => {
      log.#server.on('error', reject);
      log.#server.listen(0, '127.0.0.1', resolve);
    });
    return log;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.url !== '/ct/v1/add-pre-chain') {
      response.statusCode = 404;
      response.end();
      return;
    }
    const { chain } = JSON.parse((await readBody(request)).toString('utf8'));
    const [certificate, issuer] = (chain as string[]).map(text =>
      Buffer.from(text, 'base64'),
    );
    const sct = Buffer.from(
      await this.#signer.log(
        withoutPoison(certificate),
        arrayBufferOf(keyHash(issuer)),
      ),
    );
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        sct_version: 0,
        id: Buffer.from(this.#signer.logID.buffer).toString('base64'),
        timestamp: Number(sct.readBigUInt64BE(TIMESTAMP_AT)),
        extensions: '',
        signature: sct.subarray(SIGNATURE_AT).toString('base64'),
      }),
    );
  }
}

function withoutPoison(der: Buffer): ArrayBuffer {
  const certificate = Certificate.fromBER(arrayBufferOf(der));
  certificate.extensions = certificate.extensions?.filter(
    ({ extnID }) => extnID !== POISON,
  );
  // What is signed is encoded anew, now without the mark.
  certificate.tbsView = new Uint8Array(certificate.encodeTBS().toBER());
  return certificate.toSchema(true).toBER();
}

function keyHash(der: Buffer): Buffer {
  const { subjectPublicKeyInfo } = Certificate.fromBER(arrayBufferOf(der));
  return createHash('sha256')
    .update(Buffer.from(subjectPublicKeyInfo.toSchema().toBER()))
    .digest();
}

function arrayBufferOf(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('The chain is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
