import {
  MediaType,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import { pushContent, type SignaturePlace } from './content';

/** As much of a bundle is written into its manifest as well, so that who verifies has to ask once less. */
const MAX_EMBEDDED_BYTES = 8 * 1024;

/**
 * Attaches a Sigstore bundle to a manifest as OCI 1.1 referrer (cosign v3.1.2 `pkg/oci/remote/write.go`, WriteReferrer).
 * Where the registry has no referrers API, the client keeps the fallback tag.
 *
 * @returns the descriptor of the referrer
 * @throws RegistryError
 * @public
 */
export async function attachBundle(
  options: SignaturePlace & {
    readonly subject: Descriptor;
    readonly bundle: Buffer;
    readonly predicateType: string;
    readonly now: Date;
  },
): Promise<Descriptor> {
  const { client, repository, subject, signal } = options;
  const config = await pushContent(options, MediaType.empty, Buffer.from('{}'));
  const layer = await pushContent(
    options,
    MediaType.sigstoreBundleV03,
    options.bundle,
  );
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    artifactType: MediaType.sigstoreBundleV03,
    config,
    layers: [embed(layer, options.bundle)],
    subject: {
      mediaType: subject.mediaType,
      size: subject.size,
      digest: subject.digest,
    },
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': options.predicateType,
      'org.opencontainers.image.created': options.now
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    },
  };
  return client.pushManifest(
    repository,
    {
      mediaType: manifest.mediaType,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    { signal },
  );
}

/** image-spec v1.1.1 "OCI Content Descriptors", `data`; who does not know it reads the blob. */
function embed(layer: Descriptor, bytes: Buffer): Descriptor {
  return bytes.length > MAX_EMBEDDED_BYTES
    ? layer
    : { ...layer, data: bytes.toString('base64') };
}
