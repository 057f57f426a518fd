import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
} from '@waybill/backstage-plugin-waybill-common';
import {
  anyCase,
  changedBundle,
  draftedBundle,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import { draftEnvelope, signEnvelope } from '../bundles';
import { draftLegacy, signLegacy } from '../legacy';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];
const DEEP = 200_000;
const MIB = 1024 ** 2;

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Larger or deeper than anything that anybody signs. */
export const SIZES: readonly CraftedCase[] = [
  changedBundle('bundle of 5 MiB', MALFORMED, bundle =>
    JSON.stringify({ ...bundle, padding: ' '.repeat(5 * MIB) }),
  ),
  changedBundle(
    'bundle of 5 MiB of blanks behind it',
    MALFORMED,
    bundle => `${JSON.stringify(bundle)}${' '.repeat(5 * MIB)}`,
  ),
  changedBundle('bundle of 200,000 lists within lists', MALFORMED, () =>
    nested(DEEP),
  ),
  changedBundle(
    '200,000 lists within lists in the material',
    MALFORMED,
    bundle =>
      JSON.stringify(bundle).replace(
        '"hint":',
        `"rawBytes":${nested(DEEP)},"hint":`,
      ),
  ),
  draftedBundle(
    'statement with 200,000 lists within lists as its subject',
    MALFORMED,
    draft => {
      draft.payload = Buffer.from(
        `{"_type":"https://in-toto.io/Statement/v1","predicateType":"${COSIGN_SIGN_PREDICATE_TYPE}","subject":${nested(
          DEEP,
        )},"predicate":{}}`,
      );
    },
  ),
  draftedBundle(
    'statement with 20,000 subjects, ours among none',
    ['untrusted', 'SignatureReplayed'],
    ({ statement }) => {
      statement.subject = Array.from({ length: 20_000 }, (_, index) => ({
        digest: { sha256: index.toString(16).padStart(64, '0') },
      }));
    },
  ),
  draftedBundle(
    'statement with a million subjects',
    MALFORMED,
    ({ statement }) => {
      statement.subject = new Array(1_000_000).fill({
        digest: { sha256: 'a' },
      });
    },
  ),
  draftedBundle(
    'statement with 100,000 digests of one subject',
    ['untrusted', 'SignatureReplayed'],
    ({ statement }) => {
      statement.subject = [
        {
          digest: Object.fromEntries(
            Array.from({ length: 100_000 }, (_, index) => [`a${index}`, 'b']),
          ),
        },
      ];
    },
  ),
  changedBundle(
    'hint of 1 MiB, signed by another key',
    ['untrusted', 'KeyMismatch'],
    (_, { image, cast }) => {
      const bundle = signEnvelope(draftEnvelope(image.digest, cast.stranger));
      bundle.verificationMaterial.publicKey = { hint: 'A'.repeat(MIB) };
      return JSON.stringify(bundle);
    },
  ),
  changedBundle(
    'signature of 1 MiB',
    ['untrusted', 'SignatureInvalid'],
    ({ dsseEnvelope }) => {
      dsseEnvelope.signatures[0].sig = Buffer.alloc(MIB, 1).toString('base64');
    },
  ),
  anyCase('.sig: payload of 5 MiB', MALFORMED, async (scene, isFaulty) => {
    const draft = draftLegacy(scene.image.digest, scene.cast.key);
    if (isFaulty)
      draft.payload = Buffer.concat([
        draft.payload,
        Buffer.alloc(5 * MIB, ' '),
      ]);
    await scene.attachLegacy([signLegacy(draft)]);
  }),
  anyCase(
    '.sig: payload of 200,000 lists within lists',
    MALFORMED,
    async (scene, isFaulty) => {
      const draft = draftLegacy(scene.image.digest, scene.cast.key);
      if (isFaulty) draft.payload = Buffer.from(nested(DEEP));
      await scene.attachLegacy([signLegacy(draft)]);
    },
  ),
  anyCase(
    'manifest of 3 MiB of annotations, signed by another key',
    ['untrusted', 'KeyMismatch'],
    async (scene, isFaulty) => {
      const { key, stranger } = scene.cast;
      await scene.attach(
        signEnvelope(
          draftEnvelope(scene.image.digest, isFaulty ? stranger : key),
        ),
        ({ annotations }) => {
          annotations.padding = ' '.repeat(3 * MIB);
        },
      );
    },
  ),
  anyCase(
    'manifest with 10,000 layers of other types',
    MALFORMED,
    async (scene, isFaulty) => {
      await scene.attach(
        signEnvelope(draftEnvelope(scene.image.digest, scene.cast.key)),
        manifest => {
          if (isFaulty)
            manifest.layers = new Array(10_000).fill({
              mediaType: MediaType.imageLayerTar,
              size: 2,
              digest: scene.image.digest,
            });
        },
      );
    },
  ),
];
