import { X509Certificate } from 'node:crypto';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  readBundle,
  readLegacySignature,
  verifyWithKey,
  type SignatureEnvelope,
} from '../../sigstore';
import {
  readLayers,
  readSmallBlob,
  UnusableContentError,
} from '../../verification/readAttached';
import type { IssuedCertificate } from '../Signer';
import type { SignaturePlace } from './content';
import { readLegacyLayers } from './legacyTag';

/** The two forms of one signature. @public */
export type SignatureForm = 'bundle' | 'legacy';

/** By whom a signature may be there already. */
export type PresentSigner =
  | { readonly kind: 'key'; readonly publicKeyPem: string }
  | { readonly kind: 'keyless'; readonly certificate: IssuedCertificate };

type Place = SignaturePlace & { readonly digest: string };

/** More signatures of one digest than anybody makes: whoever may push could otherwise keep us busy for ever. */
const MAX_LOOKED_AT = 50;
const BUNDLE_TYPE_PREFIX = 'application/vnd.dev.sigstore.bundle';

/**
 * The forms in which the signer has signed the digest already. Only what its key or certificate verifies counts: nobody
 * else can keep it from signing. What cannot be read is somebody else's.
 *
 * @throws RegistryError, SigningError `TAG_FOREIGN`
 */
export async function findPresentForms(
  place: Place,
  signer: PresentSigner,
): Promise<ReadonlySet<SignatureForm>> {
  const present = new Set<SignatureForm>();
  if (await hasBundle(place, signer)) present.add('bundle');
  if (await hasLegacyLayer(place, signer)) present.add('legacy');
  return present;
}

async function hasBundle(
  place: Place,
  signer: PresentSigner,
): Promise<boolean> {
  const { client, repository, digest, signal } = place;
  const referrers = await client.listReferrers(repository, digest, { signal });
  const bundles = referrers.filter(
    ({ artifactType }) =>
      !artifactType || artifactType.startsWith(BUNDLE_TYPE_PREFIX),
  );
  for (const referrer of bundles.slice(-MAX_LOOKED_AT)) {
    const layers = await unlessUnusable(readLayers(place, referrer.digest));
    for (const layer of layers ?? []) {
      if (
        layer.mediaType.startsWith(BUNDLE_TYPE_PREFIX) &&
        (await isSignedBy(place, layer, signer, readBundle))
      )
        return true;
    }
  }
  return false;
}

async function hasLegacyLayer(
  place: Place,
  signer: PresentSigner,
): Promise<boolean> {
  const layers = (await readLegacyLayers({ ...place, suffix: 'sig' })).filter(
    ({ mediaType }) => mediaType === MediaType.cosignSimpleSigning,
  );
  for (const layer of layers.slice(-MAX_LOOKED_AT)) {
    const isOurs = await isSignedBy(place, layer, signer, payload =>
      readLegacySignature(payload, layer.annotations ?? {}),
    );
    if (isOurs) return true;
  }
  return false;
}

async function isSignedBy(
  place: Place,
  layer: Descriptor,
  signer: PresentSigner,
  read: (content: Buffer) => SignatureEnvelope,
): Promise<boolean> {
  const content = await unlessUnusable(readSmallBlob(place, layer));
  if (!content) return false;
  let envelope: SignatureEnvelope;
  try {
    envelope = read(content);
  } catch {
    return false;
  }
  const { predicateType, subjectDigests } = envelope;
  if (predicateType && predicateType !== COSIGN_SIGN_PREDICATE_TYPE)
    return false;
  return subjectDigests.includes(place.digest) && isBySigner(envelope, signer);
}

/** Whether the signer itself has signed this, and so need not do it again. @internal */
export function isBySigner(
  envelope: SignatureEnvelope,
  signer: PresentSigner,
): boolean {
  const publicKeyPem =
    signer.kind === 'key'
      ? signer.publicKeyPem
      : certifiedKeyOf(envelope, signer.certificate);
  return (
    publicKeyPem !== undefined &&
    verifyWithKey(publicKeyPem, envelope.signedBytes, envelope.signature)
  );
}

/** The key of a certificate for the same identity by the same authority; none where the proofs of time are missing. */
function certifiedKeyOf(
  { certificate, logEntries, timestamps }: SignatureEnvelope,
  ours: IssuedCertificate,
): string | undefined {
  const [, authority] = ours.chainPem;
  if (!certificate || !authority) return undefined;
  const { identity, publicKey, x509 } = certificate;
  const isAlike =
    identity.subject === ours.subject &&
    identity.issuer === ours.issuer &&
    new X509Certificate(x509.root.toDER()).verify(
      new X509Certificate(authority).publicKey,
    ) &&
    // a log that promises no time (Rekor v2) leaves no trace in the legacy form: one of the two is enough
    logEntries.length + timestamps.length > 0;
  return isAlike
    ? publicKey.export({ type: 'spki', format: 'pem' }).toString()
    : undefined;
}

/** A registry that is away is no reason to sign again, and is thrown on. */
async function unlessUnusable<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof UnusableContentError) return undefined;
    throw error;
  }
}
