import { sha256 } from './RegistryExchange';

export const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const IMAGE_INDEX = 'application/vnd.oci.image.index.v1+json';

export const CONFIG = '{"architecture":"amd64","os":"linux"}';
export const LAYER = 'not really a tar, which no registry looks at';

/** An image manifest over {@link CONFIG} and {@link LAYER}, different for each note. */
export function imageManifest(note = ''): { mediaType: string; body: string } {
  return {
    mediaType: IMAGE_MANIFEST,
    body: JSON.stringify({
      schemaVersion: 2,
      mediaType: IMAGE_MANIFEST,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: sha256(CONFIG),
        size: CONFIG.length,
      },
      layers: [
        {
          mediaType: 'application/vnd.oci.image.layer.v1.tar',
          digest: sha256(LAYER),
          size: LAYER.length,
        },
      ],
      annotations: { note },
    }),
  };
}

export function imageIndex(
  children: readonly { digest: string; size: number }[],
): { mediaType: string; body: string } {
  return {
    mediaType: IMAGE_INDEX,
    body: JSON.stringify({
      schemaVersion: 2,
      mediaType: IMAGE_INDEX,
      manifests: children.map(child => ({
        mediaType: IMAGE_MANIFEST,
        ...child,
        platform: { architecture: 'amd64', os: 'linux' },
      })),
    }),
  };
}
