import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  anyCase,
  changedManifest,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import { draftEnvelope, signEnvelope } from '../bundles';
import { draftLegacy, signLegacy } from '../legacy';
import type { ReferrerManifest, Scene } from '../Scene';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];
const UNSIGNED: Expected = ['unsigned', 'NoSignature'];
const WRONG_KEY: Expected = ['untrusted', 'KeyMismatch'];
const TOO_MANY: Expected = ['unknown', 'TooManySignatures'];

const layerOf = ({ layers }: ReferrerManifest) => (layers as Descriptor[])[0];

/** The only layer of the manifest says something else of itself. */
const changedLayer = (
  name: string,
  expected: Expected,
  change: (layer: Record<string, unknown>) => Record<string, unknown>,
) =>
  changedManifest(name, expected, manifest => {
    manifest.layers = [change({ ...layerOf(manifest) })];
  });

const signedBy = (scene: Scene, isOurs: boolean) =>
  signEnvelope(
    draftEnvelope(
      scene.image.digest,
      isOurs ? scene.cast.key : scene.cast.stranger,
    ),
  );

/** `.sig` with more layers than anybody looks at; where they are all one, that one is looked at. */
const manyLayers = (name: string, expected: Expected, isEachAnother: boolean) =>
  anyCase(name, expected, async (scene, isFaulty) => {
    const { key, stranger } = scene.cast;
    const signed = signLegacy(
      draftLegacy(scene.image.digest, isFaulty ? stranger : key),
    );
    await scene.attachLegacy([signed], {
      change: manifest => {
        const [layer] = manifest.layers as Descriptor[];
        const layers = Array.from({ length: 10_000 }, (_, index) => ({
          ...layer,
          annotations: {
            ...layer.annotations,
            index: isEachAnother ? String(index) : '0',
          },
        }));
        if (isFaulty) manifest.layers = layers;
      },
    });
  });

/** The registry lists these referrers, whatever it has. */
function listInstead(scene: Scene, ...listed: readonly Descriptor[]): void {
  scene.client = Object.create(scene.store, {
    listReferrers: { value: async () => listed },
  });
}

/** Manifests of referrers and of legacy tags. */
export const MANIFESTS: readonly CraftedCase[] = [
  changedLayer('layer that is larger than it says', MALFORMED, layer => ({
    ...layer,
    size: Number(layer.size) - 1,
  })),
  changedLayer('layer that is smaller than it says', MALFORMED, layer => ({
    ...layer,
    size: Number(layer.size) + 1,
  })),
  changedLayer('layer of negative size', MALFORMED, layer => ({
    ...layer,
    size: -1,
  })),
  changedLayer('size of the layer as text', MALFORMED, layer => ({
    ...layer,
    size: String(layer.size),
  })),
  changedLayer('layer that is nowhere', MALFORMED, layer => ({
    ...layer,
    digest: `sha256:${'d'.repeat(64)}`,
  })),
  changedLayer('digest of the layer that is none', MALFORMED, layer => ({
    ...layer,
    digest: 'sha256:../../etc/passwd',
  })),
  changedLayer('layer without a digest', MALFORMED, layer => ({
    ...layer,
    digest: undefined,
  })),
  changedLayer('layer of 5 GiB', MALFORMED, layer => ({
    ...layer,
    size: 5 * 1024 ** 3,
  })),
  changedLayer('layer of a media type that is no bundle', MALFORMED, layer => ({
    ...layer,
    mediaType: 'application/json',
  })),
  changedManifest('layers that are no list', MALFORMED, manifest => {
    manifest.layers = { 0: layerOf(manifest), length: 1 };
  }),
  changedManifest('layer that is null', MALFORMED, manifest => {
    manifest.layers = [null];
  }),
  changedManifest('layer that is text', MALFORMED, manifest => {
    manifest.layers = [layerOf(manifest).digest];
  }),
  anyCase(
    'a bundle in two layers, half and half',
    MALFORMED,
    async (scene, isFaulty) => {
      const bytes = Buffer.from(JSON.stringify(signedBy(scene, true)));
      const halves = await Promise.all(
        [bytes.subarray(0, 300), bytes.subarray(300)].map(part =>
          scene.pushBlob(MediaType.sigstoreBundleV03, part),
        ),
      );
      await scene.attach(bytes, manifest => {
        if (isFaulty) manifest.layers = halves;
      });
    },
  ),
  anyCase(
    'two layers in one manifest, both by another key',
    MALFORMED,
    async (scene, isFaulty) => {
      const other = craftBytes(signedBy(scene, false));
      const layers = [
        await scene.pushBlob(MediaType.sigstoreBundleV03, other),
        await scene.pushBlob(
          MediaType.sigstoreBundleV03,
          Buffer.concat([other, Buffer.from(' ')]),
        ),
      ];
      await scene.attach(signedBy(scene, true), manifest => {
        if (isFaulty) manifest.layers = layers;
      });
    },
  ),
  changedManifest('the same layer 10,000 times', MALFORMED, manifest => {
    manifest.layers = new Array(10_000).fill({
      ...layerOf(manifest),
      mediaType: MediaType.sigstoreBundleV03,
      digest: `sha256:${'d'.repeat(64)}`,
    });
  }),
  anyCase(
    'bundle that is listed as something else',
    UNSIGNED,
    async (scene, isFaulty) => {
      const found = await scene.attach(signedBy(scene, true));
      const artifactType = isFaulty
        ? 'application/spdx+json'
        : MediaType.sigstoreBundleV03;
      listInstead(scene, { ...found, artifactType });
    },
  ),
  changedManifest('image that is listed as bundle', MALFORMED, manifest => {
    manifest.layers = [
      { ...layerOf(manifest), mediaType: MediaType.imageLayerTar },
    ];
  }),
  changedManifest(
    'bundle whose subject is another image',
    UNSIGNED,
    (manifest, { otherImage }) => {
      manifest.subject = otherImage;
    },
  ),
  anyCase(
    'bundle of another image, listed as referrer of this one',
    ['untrusted', 'SignatureReplayed'],
    async (scene, isFaulty) => {
      const { image, otherImage, cast } = scene;
      const { digest } = isFaulty ? otherImage : image;
      const found = await scene.attach(
        signEnvelope(draftEnvelope(digest, cast.key)),
        manifest => {
          if (isFaulty) manifest.subject = otherImage;
        },
      );
      listInstead(scene, {
        ...found,
        artifactType: MediaType.sigstoreBundleV03,
      });
    },
  ),
  anyCase('1,000 bundles by other keys', TOO_MANY, async (scene, isFaulty) => {
    const bundle = signedBy(scene, !isFaulty);
    for (let index = 0; index < (isFaulty ? 1000 : 1); index++)
      await scene.attach(bundle, ({ annotations }) => {
        annotations.index = String(index);
      });
  }),
  manyLayers('.sig: 10,000 layers by another key', TOO_MANY, true),
  manyLayers(
    '.sig: the same layer by another key 10,000 times',
    WRONG_KEY,
    false,
  ),
  anyCase(
    '.sig: layers that are no list',
    MALFORMED,
    async (scene, isFaulty) => {
      await scene.attachLegacy(
        [signLegacy(draftLegacy(scene.image.digest, scene.cast.key))],
        {
          change: manifest => {
            if (isFaulty) manifest.layers = 'none';
          },
        },
      );
    },
  ),
  anyCase(
    'index that lists itself as its referrer',
    MALFORMED,
    async (scene, isFaulty) => {
      const manifests = [
        { ...scene.image, artifactType: MediaType.sigstoreBundleV03 },
      ];
      const loop = {
        schemaVersion: 2,
        mediaType: MediaType.imageIndex,
        artifactType: MediaType.sigstoreBundleV03,
        manifests,
        subject: scene.image,
      };
      await (isFaulty
        ? scene.pushJson(loop)
        : scene.attach(signedBy(scene, true)));
    },
  ),
  anyCase(
    'digest that nobody pushed, with a good signature of it',
    ['unknown', 'DigestNotFound'],
    async (scene, isFaulty) => {
      await scene.attach(signedBy(scene, true));
      if (isFaulty)
        await scene.store.deleteManifest(scene.repository, scene.image.digest);
    },
  ),
];

function craftBytes(bundle: unknown): Buffer {
  return Buffer.from(JSON.stringify(bundle));
}
