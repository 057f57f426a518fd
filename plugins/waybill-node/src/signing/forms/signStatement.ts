import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import { keyHint, preAuthEncoding } from '../../sigstore';
import type { Signer, SigningOptions } from '../Signer';
import { legacyAnnotationsOf } from './legacyAnnotations';

const PAYLOAD_TYPE = MediaType.inTotoStatement;

/** A statement signed once, in the two forms in which it is kept. @public */
export interface SignedStatement {
  /** Sigstore bundle v0.3 around the DSSE envelope. */
  readonly bundle: Buffer;
  /** The DSSE envelope alone, as the layers of `.att` hold it. */
  readonly envelope: Buffer;
  /** Certificate, chain, log entry and timestamp as annotations of such a layer; none where it is signed by key. */
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Signs an in-toto statement as cosign 3 does.
 *
 * @param statement - its exact JSON, or an object that is serialised here
 * @returns the bytes of a Sigstore bundle v0.3 with a DSSE envelope
 * @throws SigningError
 * @public
 */
export async function signStatement(
  statement: string | object,
  signer: Signer,
  options: SigningOptions = {},
): Promise<Buffer> {
  return (await signStatementTwofold(statement, signer, options)).bundle;
}

/**
 * Signs an in-toto statement once, for a bundle and for a layer of the legacy `.att`.
 *
 * @throws SigningError
 * @public
 */
export async function signStatementTwofold(
  statement: string | object,
  signer: Signer,
  options: SigningOptions = {},
): Promise<SignedStatement> {
  const payload = Buffer.from(
    typeof statement === 'string' ? statement : JSON.stringify(statement),
  );
  if (signer.kind === 'keyless') {
    const witnessed = await signer.signContent(
      { kind: 'statement', payload },
      options,
    );
    return {
      bundle: witnessed.bundle,
      envelope: legacyEnvelope(payload, witnessed.signature),
      annotations: legacyAnnotationsOf(witnessed),
    };
  }
  const signature = await signer.sign(
    preAuthEncoding(PAYLOAD_TYPE, payload),
    options,
  );
  return {
    bundle: bundleByKey(payload, signature, keyHint(signer.publicKeyPem)),
    envelope: legacyEnvelope(payload, signature),
    annotations: {},
  };
}

/** A bundle as sigstore-go writes one by key, where nobody witnesses it. */
function bundleByKey(payload: Buffer, signature: Buffer, hint: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      mediaType: MediaType.sigstoreBundleV03,
      verificationMaterial: { publicKey: { hint } },
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType: PAYLOAD_TYPE,
        signatures: [{ sig: signature.toString('base64') }],
      },
    }),
  );
}

/** secure-systems-lab/go-securesystemslib v0.9 `dsse`, which cosign uses for `.att`: the key id is there and empty. */
function legacyEnvelope(payload: Buffer, signature: Buffer): Buffer {
  return Buffer.from(
    JSON.stringify({
      payloadType: PAYLOAD_TYPE,
      payload: payload.toString('base64'),
      signatures: [{ keyid: '', sig: signature.toString('base64') }],
    }),
  );
}
