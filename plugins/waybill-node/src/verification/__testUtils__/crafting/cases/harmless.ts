import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  draftEnvelope,
  draftKeyless,
  signEnvelope,
  signKeyless,
} from '../bundles';
import { toPem } from '../keys';
import {
  ANNOTATIONS,
  draftLegacy,
  draftLegacyKeyless,
  signLegacy,
  signLegacyKeyless,
} from '../legacy';
import type { Scene } from '../Scene';

/** Something odd that takes nothing away from a good signature. */
export interface HarmlessCase {
  readonly name: string;
  readonly craft: (scene: Scene) => Promise<unknown>;
}

const good = ({ image, cast }: Scene) =>
  signEnvelope(draftEnvelope(image.digest, cast.key));
const byStranger = ({ image, cast }: Scene) =>
  signEnvelope(draftEnvelope(image.digest, cast.stranger));

/** Whoever may push can attach what they like: a good signature must not be lost by it. */
export const HARMLESS: readonly HarmlessCase[] = [
  {
    name: 'a bundle by another key beside it',
    craft: async scene => {
      await scene.attach(byStranger(scene));
      await scene.attach(good(scene));
    },
  },
  {
    name: 'fifty bundles that cannot be read beside it',
    craft: async scene => {
      for (let index = 0; index < 50; index++)
        await scene.attach(`not a bundle ${index}`);
      await scene.attach(good(scene));
    },
  },
  {
    name: 'an attestation beside it',
    craft: async scene => {
      const draft = draftEnvelope(scene.image.digest, scene.cast.key);
      draft.statement.predicateType = 'https://slsa.dev/provenance/v1';
      await scene.attach(signEnvelope(draft));
      await scene.attach(good(scene));
    },
  },
  {
    name: '.sig that a bundle by another key hides from cosign',
    craft: async scene => {
      await scene.attach(byStranger(scene));
      await scene.attachLegacy([
        signLegacy(draftLegacy(scene.image.digest, scene.cast.key)),
      ]);
    },
  },
  {
    name: 'a layer by another key before it in .sig',
    craft: scene =>
      scene.attachLegacy(
        [scene.cast.stranger, scene.cast.key].map(key =>
          signLegacy(draftLegacy(scene.image.digest, key)),
        ),
      ),
  },
  {
    name: 'the same bundle under a false size beside it',
    craft: async scene => {
      const bundle = good(scene);
      for (const off of [-1, 1])
        await scene.attach(bundle, manifest => {
          const [layer] = manifest.layers as Descriptor[];
          manifest.layers = [{ ...layer, size: layer.size + off }];
        });
      await scene.attach(bundle);
    },
  },
  {
    name: 'bundles that call themselves 5 GiB large, or smaller than nothing, beside it',
    craft: async scene => {
      for (const size of [5 * 1024 ** 3, -(5 * 1024 ** 3)])
        await scene.attach(byStranger(scene), manifest => {
          const [layer] = manifest.layers as Descriptor[];
          manifest.layers = [{ ...layer, size }];
        });
      await scene.attach(good(scene));
    },
  },
  {
    name: 'an annotation that calls it an attestation',
    craft: scene =>
      scene.attach(good(scene), ({ annotations }) => {
        annotations['dev.sigstore.bundle.predicateType'] =
          'https://slsa.dev/provenance/v1';
      }),
  },
  {
    name: 'a hint and a keyid that name another key',
    craft: async scene => {
      const bundle = good(scene);
      bundle.verificationMaterial.publicKey = {
        hint: scene.cast.stranger.hint,
      };
      for (const signature of bundle.dsseEnvelope?.signatures ?? [])
        signature.keyid = scene.cast.stranger.hint;
      await scene.attach(bundle);
    },
  },
  {
    name: 'a second subject',
    craft: async scene => {
      const draft = draftEnvelope(scene.image.digest, scene.cast.key);
      draft.statement.subject = [scene.otherImage, scene.image].map(
        ({ digest }) => ({ digest: { sha256: digest.split(':')[1] } }),
      );
      await scene.attach(signEnvelope(draft));
    },
  },
  {
    name: 'a manifest of a later form of the same type',
    craft: scene =>
      scene.attach(good(scene), manifest => {
        manifest['x-new'] = { with: 'more' };
        manifest.config = {
          mediaType: MediaType.empty,
          size: 2,
          digest: 'later',
          data: 'e30=',
        };
      }),
  },
  {
    name: 'a chain of certificates in order, in a bundle of version 0.2',
    craft: async scene => {
      scene.trustIdentity();
      const { sigstore } = scene.cast;
      const bundle = signKeyless(draftKeyless(scene.image.digest, sigstore));
      const leaf = bundle.verificationMaterial.certificate;
      delete bundle.verificationMaterial.certificate;
      await scene.attach({
        ...bundle,
        mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
        verificationMaterial: {
          ...bundle.verificationMaterial,
          x509CertificateChain: {
            certificates: [
              ...(leaf ? [leaf] : []),
              ...sigstore.authority.chain.map(one => ({
                rawBytes: one.toString('base64'),
              })),
            ],
          },
        },
      });
    },
  },
  {
    name: '.sig without its chain of certificates, which the trust root has',
    craft: async scene => {
      scene.trustIdentity();
      const { sigstore } = scene.cast;
      const layer = signLegacyKeyless(
        draftLegacyKeyless(scene.image.digest, sigstore),
        sigstore,
      );
      delete layer.annotations[ANNOTATIONS.chain];
      await scene.attachLegacy([layer]);
    },
  },
  {
    name: 'a certificate with line breaks of Windows in .sig',
    craft: async scene => {
      scene.trustIdentity();
      const { sigstore } = scene.cast;
      const layer = signLegacyKeyless(
        draftLegacyKeyless(scene.image.digest, sigstore),
        sigstore,
      );
      layer.annotations[ANNOTATIONS.certificate] = layer.annotations[
        ANNOTATIONS.certificate
      ].replace(/\n/g, '\r\n');
      layer.annotations[ANNOTATIONS.chain] = toPem(
        'CERTIFICATE',
        sigstore.authority.intermediate,
      );
      await scene.attachLegacy([layer]);
    },
  },
];
