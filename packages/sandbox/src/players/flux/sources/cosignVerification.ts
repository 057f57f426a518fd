import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  NotFoundInRegistryError,
  type OciDescriptor,
  type OciRegistryReader,
} from './OciRegistryReader';

const bundleType = 'application/vnd.dev.sigstore.bundle';
const simpleSigningType = 'application/vnd.dev.cosign.simplesigning.v1+json';
const signatureAnnotation = 'dev.cosignproject.cosign/signature';
const maxSignatures = 100;

/** Reads a public key of a Secret. */
export function readPublicKey(pem: Buffer): KeyObject {
  return createPublicKey(pem);
}

/**
 * Whether a key has signed a digest, by the rules of source-controller 1.9.1: when there are bundles, one of them has
 * to verify (whatever it states) and legacy signatures are not looked at; without bundles the legacy form counts.
 */
export async function isSignedBy(
  reader: OciRegistryReader,
  digest: string,
  key: KeyObject,
): Promise<boolean> {
  const bundles = (await reader.referrers(digest))
    .filter(isBundle)
    .slice(0, maxSignatures);
  if (bundles.length === 0) return hasLegacySignature(reader, digest, key);
  for (const bundle of bundles) {
    const manifest = await reader.manifest(bundle.digest);
    const [layer] = manifest.layers;
    if (layer && isBundleOf(await reader.blob(layer), digest, key)) return true;
  }
  return false;
}

function isBundle({ artifactType }: OciDescriptor): boolean {
  return artifactType?.startsWith(bundleType) ?? false;
}

type Bundle = {
  dsseEnvelope?: {
    payload: string;
    payloadType: string;
    signatures: { sig: string }[];
  };
};

function isBundleOf(bytes: Buffer, digest: string, key: KeyObject): boolean {
  const envelope = parseJson<Bundle>(bytes)?.dsseEnvelope;
  if (!envelope || !Array.isArray(envelope.signatures)) return false;
  const payload = Buffer.from(String(envelope.payload), 'base64');
  const type = String(envelope.payloadType);
  // Pre-authentication encoding of DSSE v1.
  const signed = Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
  const isSigned = envelope.signatures.some(({ sig }) =>
    verify('sha256', signed, key, Buffer.from(String(sig), 'base64')),
  );
  const statement = parseJson<{ subject?: { digest?: { sha256?: string } }[] }>(
    payload,
  );
  return (
    isSigned &&
    (statement?.subject ?? []).some(
      subject => `sha256:${subject.digest?.sha256}` === digest,
    )
  );
}

async function hasLegacySignature(
  reader: OciRegistryReader,
  digest: string,
  key: KeyObject,
): Promise<boolean> {
  let layers: readonly OciDescriptor[];
  try {
    ({ layers } = await reader.manifest(`${digest.replace(':', '-')}.sig`));
  } catch (error) {
    if (error instanceof NotFoundInRegistryError) return false;
    throw error;
  }
  for (const layer of layers.slice(0, maxSignatures)) {
    const signature = layer.annotations?.[signatureAnnotation];
    if (layer.mediaType !== simpleSigningType || !signature) continue;
    const payload = await reader.blob(layer);
    const stated = parseJson<{ critical?: { image?: Record<string, string> } }>(
      payload,
    )?.critical?.image;
    const isSame = stated?.['docker-manifest-digest'] === digest;
    if (
      isSame &&
      verify('sha256', payload, key, Buffer.from(signature, 'base64'))
    )
      return true;
  }
  return false;
}

function parseJson<T>(bytes: Buffer): T | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as T;
  } catch {
    return undefined;
  }
}
