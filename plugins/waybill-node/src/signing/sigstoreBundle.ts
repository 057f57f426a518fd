import {
  MediaType,
  buildSignatureStatement,
} from '@waybill/backstage-plugin-waybill-common';
import { preAuthEncoding } from '../sigstore/dsse';
import { keyHint } from '../sigstore/publicKeys';
import type { Signer } from './Signer';

const PAYLOAD_TYPE = MediaType.inTotoStatement;

/** Signs a digest as cosign 3 does: Sigstore bundle v0.3 around a DSSE envelope, by key, without a log entry. */
export async function buildBundle(
  digest: string,
  signer: Signer,
): Promise<Buffer> {
  const payload = Buffer.from(buildSignatureStatement(digest));
  const signature = await signer.sign(preAuthEncoding(PAYLOAD_TYPE, payload));
  return Buffer.from(
    JSON.stringify({
      mediaType: MediaType.sigstoreBundleV03,
      verificationMaterial: {
        publicKey: { hint: keyHint(signer.publicKeyPem) },
      },
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType: PAYLOAD_TYPE,
        signatures: [{ sig: signature.toString('base64') }],
      },
    }),
  );
}
