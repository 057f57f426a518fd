import {
  CONFIG,
  imageIndex,
  imageManifest,
  IMAGE_INDEX,
  IMAGE_MANIFEST,
  LAYER,
} from './manifests';
import { sha256, type RegistryExchange } from './RegistryExchange';
import type { Scenario } from './Scenario';

const ABSENT = sha256('a manifest that nobody has pushed');
const image = imageManifest();
const imageDigest = sha256(image.body);

async function pushBlobs(registry: RegistryExchange): Promise<void> {
  await registry.pushBlob(CONFIG);
  await registry.pushBlob(LAYER);
}

function put(
  registry: RegistryExchange,
  reference: string,
  content: { mediaType?: string; body: string },
  note?: string,
) {
  return registry.send('PUT', `/v2/{}/manifests/${reference}`, {
    headers: content.mediaType ? { 'content-type': content.mediaType } : {},
    body: content.body,
    note,
  });
}

export const manifestScenarios: readonly Scenario[] = [
  {
    name: 'manifests that are not there',
    run: async registry => {
      await registry.send('GET', '/v2/{}/manifests/1.0.0');
      await registry.send('HEAD', '/v2/{}/manifests/1.0.0');
      await registry.send('GET', `/v2/{}/manifests/${ABSENT}`);
      await registry.send('DELETE', `/v2/{}/manifests/${ABSENT}`);
      await pushBlobs(registry);
      await registry.pushManifest('1.0.0', image);
      await registry.send('GET', '/v2/{}/manifests/2.0.0');
      await registry.send('DELETE', '/v2/{}/manifests/2.0.0');
      await registry.send('DELETE', `/v2/{}/manifests/${ABSENT}`);
    },
  },
  {
    name: 'pushing a manifest by tag and by digest, and reading it',
    run: async registry => {
      await pushBlobs(registry);
      await put(registry, '1.0.0', image);
      await put(registry, imageDigest, image);
      await put(registry, '1.0.0', image);
      for (const reference of ['1.0.0', imageDigest]) {
        const target = `/v2/{}/manifests/${reference}`;
        const accept = { accept: `${IMAGE_MANIFEST}, ${IMAGE_INDEX}` };
        await registry.send('GET', target, {
          headers: accept,
          compareBody: true,
        });
        await registry.send('HEAD', target, { headers: accept });
        await registry.send('GET', target, {
          headers: { accept: '*/*' },
          note: 'accepting anything',
        });
        await registry.send('GET', target, {
          headers: { ...accept, 'if-none-match': `"${imageDigest}"` },
          note: 'known already',
        });
      }
    },
  },
  {
    name: 'moving a tag',
    run: async registry => {
      await pushBlobs(registry);
      await registry.pushManifest('1.0.0', image);
      await put(registry, '1.0.0', imageManifest('newer'));
      await registry.send('HEAD', '/v2/{}/manifests/1.0.0', {
        headers: { accept: IMAGE_MANIFEST },
      });
      await registry.send('HEAD', `/v2/{}/manifests/${imageDigest}`, {
        headers: { accept: IMAGE_MANIFEST },
      });
    },
  },
  {
    name: 'manifests that are refused',
    run: async registry => {
      await put(registry, '1.0.0', image, 'without its blobs');
      await pushBlobs(registry);
      await put(registry, ABSENT, image, 'under another digest');
      const refused: [note: string, mediaType: string, body: string][] = [
        ['no JSON', IMAGE_MANIFEST, 'no JSON'],
        ['nothing', IMAGE_MANIFEST, ''],
        ['an empty object', IMAGE_MANIFEST, '{}'],
        ['as application/json', 'application/json', image.body],
        ['as an index', IMAGE_INDEX, image.body],
      ];
      for (const [note, mediaType, body] of refused) {
        await put(registry, '1.0.0', { mediaType, body }, note);
      }
      await put(registry, '-not-a-tag', image);
      await put(registry, 'a'.repeat(129), image);
      await put(registry, 'sha256:abc', image);
    },
  },
  {
    name: 'a manifest of more than 4 MiB',
    run: async registry => {
      await pushBlobs(registry);
      await put(registry, '1.0.0', imageManifest('x'.repeat(5 * 1024 * 1024)));
      await registry.send('HEAD', '/v2/{}/manifests/1.0.0');
    },
  },
  {
    name: 'an index',
    run: async registry => {
      await pushBlobs(registry);
      const child = { digest: imageDigest, size: image.body.length };
      await put(registry, 'early', imageIndex([child]));
      await registry.pushManifest(imageDigest, image);
      const index = imageIndex([child]);
      await put(registry, 'index', index);
      await registry.send('GET', '/v2/{}/manifests/index', {
        headers: { accept: IMAGE_INDEX },
        compareBody: true,
      });
      await put(registry, 'empty', imageIndex([]));
    },
  },
  {
    name: 'deleting manifests and tags',
    run: async registry => {
      await pushBlobs(registry);
      await registry.pushManifest('1.0.0', image);
      await registry.pushManifest('stable', image);
      await registry.send('DELETE', '/v2/{}/manifests/stable');
      await registry.send('GET', '/v2/{}/manifests/stable');
      await registry.send('HEAD', `/v2/{}/manifests/${imageDigest}`, {
        headers: { accept: IMAGE_MANIFEST },
      });
      await registry.send('DELETE', `/v2/{}/manifests/${imageDigest}`);
      await registry.send('GET', `/v2/{}/manifests/${imageDigest}`);
      await registry.send('GET', '/v2/{}/manifests/1.0.0');
      await registry.send('DELETE', `/v2/{}/manifests/${imageDigest}`);
      await registry.send('GET', '/v2/{}/tags/list', { compareBody: true });
    },
  },
];
