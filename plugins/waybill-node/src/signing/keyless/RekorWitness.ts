import { createHash } from 'node:crypto';
import {
  envelopeToJSON,
  type Envelope,
  type TransparencyLogEntry,
} from '@sigstore/bundle';
import {
  PublicKeyDetails,
  TransparencyLogEntry as TransparencyLogEntryJson,
} from '@sigstore/protobuf-specs';
import { CreateEntryRequest } from '@sigstore/protobuf-specs/rekor/v2';
import type {
  SignatureBundle,
  VerificationMaterial,
  Witness,
} from '@sigstore/sign';
import { preAuthEncoding } from '../../sigstore';
import type { ServiceHttp } from '../services/ServiceHttp';
import { readRekorEntry } from './rekorEntry';

const WHAT = 'a log entry';

/**
 * Enters signatures into a Rekor log, version 1 or 2 of its API. `@sigstore/sign` follows redirects, bounds no answer,
 * cannot be aborted, and sends to version 2 what that no longer takes.
 */
export class RekorWitness implements Witness {
  constructor(
    private readonly http: ServiceHttp,
    private readonly version: 1 | 2,
    private readonly signal?: AbortSignal,
  ) {}

  async testify(
    content: SignatureBundle,
    certificatePem: string,
  ): Promise<VerificationMaterial> {
    const entry =
      this.version === 2
        ? await this.#enterV2(content, certificatePem)
        : await this.#enterV1(content, certificatePem);
    return { tlogEntries: [entry] };
  }

  async #enterV1(
    content: SignatureBundle,
    certificatePem: string,
  ): Promise<TransparencyLogEntry> {
    const path = '/api/v1/log/entries';
    const { answer, json } = await this.http.requestJson(
      {
        method: 'POST',
        path,
        what: WHAT,
        body: JSON.stringify(proposedEntry(content, certificatePem)),
        signal: this.signal,
      },
      [409],
    );
    if (answer.status !== 409) return readRekorEntry(this.http, json);
    // the same entry is there already: it is asked for by the id that the answer names
    const [, uuid] = /\/([0-9a-f]{64,80})$/.exec(answer.location ?? '') ?? [];
    if (!uuid) throw this.http.invalidAnswer(WHAT, 'names no entry');
    const found = await this.http.requestJson({
      method: 'GET',
      path: `${path}/${uuid}`,
      what: WHAT,
      signal: this.signal,
    });
    return readRekorEntry(this.http, found.json);
  }

  async #enterV2(
    content: SignatureBundle,
    certificatePem: string,
  ): Promise<TransparencyLogEntry> {
    const { json } = await this.http.requestJson({
      method: 'POST',
      path: '/api/v2/log/entries',
      what: WHAT,
      body: JSON.stringify(
        CreateEntryRequest.toJSON(createRequest(content, certificatePem)),
      ),
      signal: this.signal,
    });
    let entry: TransparencyLogEntryJson;
    try {
      entry = TransparencyLogEntryJson.fromJSON(json);
    } catch {
      throw this.http.invalidAnswer(WHAT, 'is no log entry');
    }
    const { logId, kindVersion } = entry;
    if (!logId || !kindVersion || !entry.inclusionProof)
      throw this.http.invalidAnswer(WHAT, 'is no complete log entry');
    return { ...entry, logId, kindVersion };
  }
}

/** Rekor v1's types `dsse` and `hashedrekord`, both 0.0.1. */
function proposedEntry(content: SignatureBundle, certificatePem: string) {
  const publicKey = Buffer.from(certificatePem).toString('base64');
  if (content.$case === 'dsseEnvelope') {
    return {
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        proposedContent: {
          envelope: JSON.stringify(envelopeToJSON(content.dsseEnvelope)),
          verifiers: [publicKey],
        },
      },
    };
  }
  const { messageDigest, signature } = content.messageSignature;
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: {
        hash: {
          algorithm: 'sha256',
          value: messageDigest.digest.toString('hex'),
        },
      },
      signature: {
        content: signature.toString('base64'),
        publicKey: { content: publicKey },
      },
    },
  };
}

/**
 * Rekor v2 knows `hashedrekord` only (rekor-tiles v2.3.0; before v2.2 also `dsse`): of an envelope it takes the hash of
 * what was signed, as sigstore-go v1.2.1 sends it.
 */
function createRequest(
  content: SignatureBundle,
  certificatePem: string,
): CreateEntryRequest {
  const { digest, signature } =
    content.$case === 'dsseEnvelope'
      ? describeEnvelope(content.dsseEnvelope)
      : {
          digest: content.messageSignature.messageDigest.digest,
          signature: content.messageSignature.signature,
        };
  return {
    spec: {
      $case: 'hashedRekordRequestV002',
      hashedRekordRequestV002: {
        digest,
        signature: {
          content: signature,
          verifier: {
            keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
            verifier: {
              $case: 'x509Certificate',
              x509Certificate: { rawBytes: derOf(certificatePem) },
            },
          },
        },
      },
    },
  };
}

function describeEnvelope({ payloadType, payload, signatures }: Envelope) {
  return {
    digest: createHash('sha256')
      .update(preAuthEncoding(payloadType, payload))
      .digest(),
    signature: signatures[0].sig,
  };
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
}
