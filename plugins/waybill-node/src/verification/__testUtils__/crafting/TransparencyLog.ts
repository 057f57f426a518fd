import { craftKey, sha256 } from './keys';

/** What the log is asked to take in; its bytes are the leaf of the tree. */
export type LogBody = Readonly<Record<string, unknown>>;

/** An entry as a bundle carries it (protobuf-specs v0.5 `sigstore_rekor.proto`), open to changes. */
export interface LogEntryJson {
  logIndex: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  integratedTime?: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: {
    logIndex: string;
    rootHash: string;
    treeSize: string;
    hashes: string[];
    checkpoint: { envelope: string };
  };
  canonicalizedBody: string;
}

/** A transparency log of one entry that takes in whatever it is given (Rekor v1). */
export class TransparencyLog {
  readonly key = craftKey();
  readonly id = sha256(this.key.spki);

  constructor(readonly host: string) {}

  log(body: LogBody, at: Date): LogEntryJson {
    const canonical = Buffer.from(JSON.stringify(body));
    const integratedTime = Math.floor(at.getTime() / 1000);
    const logIndex = 7;
    const rootHash = sha256(Buffer.concat([Buffer.alloc(1), canonical]));
    return {
      logIndex: String(logIndex),
      logId: { keyId: this.id.toString('base64') },
      kindVersion: {
        kind: String(body.kind),
        version: String(body.apiVersion),
      },
      integratedTime: String(integratedTime),
      inclusionPromise: {
        signedEntryTimestamp: this.promise(
          canonical,
          integratedTime,
          logIndex,
        ).toString('base64'),
      },
      inclusionProof: {
        logIndex: '0',
        rootHash: rootHash.toString('base64'),
        treeSize: '1',
        hashes: [],
        checkpoint: { envelope: this.checkpoint(rootHash) },
      },
      canonicalizedBody: canonical.toString('base64'),
    };
  }

  /** The signed entry timestamp. */
  promise(body: Buffer, integratedTime: number, logIndex: number): Buffer {
    return this.key.sign(
      Buffer.from(
        JSON.stringify({
          body: body.toString('base64'),
          integratedTime,
          logID: this.id.toString('hex'),
          logIndex,
        }),
      ),
    );
  }

  checkpoint(rootHash: Buffer): string {
    const note = `${this.host} - 1\n1\n${rootHash.toString('base64')}\n`;
    const signature = Buffer.concat([
      this.id.subarray(0, 4),
      this.key.sign(Buffer.from(note)),
    ]);
    return `${note}\n\u2014 ${this.host} ${signature.toString('base64')}\n`;
  }
}

/** What Rekor keeps of a DSSE envelope: members in canonical order. */
export function dsseBody(entry: {
  readonly payload: Buffer;
  readonly signature: string;
  /** PEM of the certificate or key. */
  readonly verifier: string;
}): LogBody {
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: { algorithm: 'sha256', value: 'ab'.repeat(32) },
      payloadHash: {
        algorithm: 'sha256',
        value: sha256(entry.payload).toString('hex'),
      },
      signatures: [
        {
          signature: entry.signature,
          verifier: Buffer.from(entry.verifier).toString('base64'),
        },
      ],
    },
  };
}

/** What Rekor keeps of bytes and a signature over them. */
export function hashedRekordBody(entry: {
  readonly data: Buffer;
  readonly signature: string;
  readonly verifier: string;
}): LogBody {
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: {
        hash: {
          algorithm: 'sha256',
          value: sha256(entry.data).toString('hex'),
        },
      },
      signature: {
        content: entry.signature,
        publicKey: { content: Buffer.from(entry.verifier).toString('base64') },
      },
    },
  };
}
