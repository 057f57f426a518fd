import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
} from '@waybill/backstage-plugin-waybill-common';
import { draftEnvelope, signEnvelope, type EnvelopeDraft } from '../bundles';
import { anyCase, type CraftedCase, type Expected } from '../CraftedCase';
import { ANNOTATIONS } from '../legacy';
import type { Scene } from '../Scene';

const MISSING: Expected = ['untrusted', 'AttestationMissing'];
const SLSA = 'https://slsa.dev/provenance/v1';

/** A good signature, and the attestation that the policy asks for: as bundle, or as layer of `.att`. */
function attested(
  name: string,
  form: 'bundle' | '.att',
  change: (draft: EnvelopeDraft, scene: Scene) => void | 'none',
  expected = MISSING,
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    const { image, cast } = scene;
    scene.policies = [
      scene.policyOfKey(cast.key.publicKeyPem, {
        attestations: [{ predicateType: SLSA }],
      }),
    ];
    await scene.attach(signEnvelope(draftEnvelope(image.digest, cast.key)));
    const draft = draftEnvelope(image.digest, cast.key);
    draft.statement.predicateType = SLSA;
    if (isFaulty && change(draft, scene) === 'none') return;
    const bundle = signEnvelope(draft);
    if (form === 'bundle') {
      await scene.attach(bundle, ({ annotations }) => {
        annotations['dev.sigstore.bundle.predicateType'] = SLSA;
      });
      return;
    }
    await scene.attachLegacy(
      [
        {
          payload: Buffer.from(JSON.stringify(bundle.dsseEnvelope)),
          mediaType: MediaType.dsseEnvelope,
          annotations: { [ANNOTATIONS.signature]: '', predicateType: SLSA },
        },
      ],
      { suffix: 'att' },
    );
  });
}

const inBothForms = (
  name: string,
  change: Parameters<typeof attested>[2],
): CraftedCase[] => [
  attested(name, 'bundle', change),
  attested(`.att: ${name}`, '.att', change),
];

/** The policy asks for an attestation beside the signature, and what is there is none. */
export const ATTESTATIONS: readonly CraftedCase[] = [
  attested('no attestation', 'bundle', () => 'none'),
  ...inBothForms('attestation by another key', (draft, { cast }) => {
    draft.key = cast.stranger;
    draft.hint = cast.stranger.hint;
  }),
  ...inBothForms('attestation of another image', (draft, { otherImage }) => {
    const other = draftEnvelope(otherImage.digest, draft.key);
    draft.statement.subject = other.statement.subject;
  }),
  ...inBothForms(
    'attestation of another type than its annotation says',
    draft => {
      draft.statement.predicateType = 'https://cyclonedx.org/bom';
    },
  ),
  ...inBothForms(
    'a second signature in the place of the attestation',
    draft => {
      draft.statement.predicateType = COSIGN_SIGN_PREDICATE_TYPE;
    },
  ),
  ...inBothForms('attestation that is no statement', draft => {
    draft.payload = Buffer.from('{}');
  }),
  ...inBothForms('attestation signed without its encoding (PAE)', draft => {
    draft.encode = (_, payload) => payload;
  }),
];
