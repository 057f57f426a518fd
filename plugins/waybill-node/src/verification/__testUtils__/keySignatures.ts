import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
  buildSimpleSigningPayload,
} from '@waybill/backstage-plugin-waybill-common';
import { keyHint, preAuthEncoding } from '../../sigstore';

export interface TestKey {
  readonly publicKeyPem: string;
  readonly privateKey: KeyObject;
}

export function createTestKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  return {
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey,
  };
}

/** A bundle v0.3 by key, of a signature unless a predicate type says otherwise. */
export function signBundle(
  digest: string,
  { privateKey, publicKeyPem }: TestKey,
  predicateType: string = COSIGN_SIGN_PREDICATE_TYPE,
): { bytes: Buffer; predicateType: string } {
  const [algorithm, hex] = digest.split(':');
  const payload = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { [algorithm]: hex } }],
      predicateType,
      predicate: {},
    }),
  );
  const payloadType = MediaType.inTotoStatement;
  const signature = sign(
    'sha256',
    preAuthEncoding(payloadType, payload),
    privateKey,
  );
  const bundle = {
    mediaType: MediaType.sigstoreBundleV03,
    verificationMaterial: { publicKey: { hint: keyHint(publicKeyPem) } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType,
      signatures: [{ sig: signature.toString('base64') }],
    },
  };
  return { bytes: Buffer.from(JSON.stringify(bundle)), predicateType };
}

/** A layer of a legacy `.sig`. */
export function signSimple(
  digest: string,
  { privateKey }: TestKey,
  annotations: Readonly<Record<string, string>> = {},
): {
  mediaType: string;
  bytes: Buffer;
  annotations: Record<string, string>;
} {
  const bytes = Buffer.from(
    buildSimpleSigningPayload('registry.test/models/iris', digest),
  );
  return {
    mediaType: MediaType.cosignSimpleSigning,
    bytes,
    annotations: {
      ...annotations,
      'dev.cosignproject.cosign/signature': sign(
        'sha256',
        bytes,
        privateKey,
      ).toString('base64'),
    },
  };
}
