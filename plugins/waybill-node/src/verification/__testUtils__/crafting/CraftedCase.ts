import type {
  VerdictReason,
  VerdictState,
} from '@waybill/backstage-plugin-waybill-common';
import {
  draftEnvelope,
  draftKeyless,
  signEnvelope,
  signKeyless,
  type BundleJson,
  type EnvelopeDraft,
  type KeylessDraft,
} from './bundles';
import {
  draftLegacy,
  draftLegacyKeyless,
  signLegacy,
  signLegacyKeyless,
  type LegacyDraft,
  type LegacyKeylessDraft,
  type SignedLayer,
} from './legacy';
import type { ReferrerManifest, Scene } from './Scene';

export type Expected = readonly [
  state: Exclude<VerdictState, 'verified'>,
  reason: VerdictReason,
];

/**
 * Something wrong that is attached to an image. The same is made once more without what is wrong, and must be verified
 * then: so no case passes because it was made badly.
 */
export interface CraftedCase {
  /** What is wrong. */
  readonly name: string;
  readonly state: Expected[0];
  readonly reason: Expected[1];
  readonly craft: (scene: Scene, isFaulty: boolean) => Promise<unknown>;
}

/** Whatever the case does by itself. */
export function anyCase(
  name: string,
  [state, reason]: Expected,
  craft: CraftedCase['craft'],
): CraftedCase {
  return { name, state, reason, craft };
}

/** A bundle by key that is changed before it is signed. */
export function draftedBundle(
  name: string,
  expected: Expected,
  change: (draft: EnvelopeDraft, scene: Scene) => void,
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    const draft = draftEnvelope(scene.image.digest, scene.cast.key);
    if (isFaulty) change(draft, scene);
    await scene.attach(signEnvelope(draft));
  });
}

/** A bundle by key that is changed after it was signed: in place, or to another text. */
export function changedBundle(
  name: string,
  expected: Expected,
  change: (bundle: OpenBundle, scene: Scene) => Buffer | string | void,
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    const bundle = toOpen(
      signEnvelope(draftEnvelope(scene.image.digest, scene.cast.key)),
    );
    const changed = isFaulty ? change(bundle, scene) : undefined;
    await scene.attach(changed ?? bundle);
  });
}

/** The manifest of a bundle is changed. */
export function changedManifest(
  name: string,
  expected: Expected,
  change: (manifest: ReferrerManifest, scene: Scene) => void,
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    const bundle = signEnvelope(
      draftEnvelope(scene.image.digest, scene.cast.key),
    );
    await scene.attach(bundle, manifest => {
      if (isFaulty) change(manifest, scene);
    });
  });
}

/** A bundle by certificate that is changed before it is made, or after. */
export function keylessBundle(
  name: string,
  expected: Expected,
  change: (draft: KeylessDraft, scene: Scene) => void,
  changeAfter: (bundle: OpenBundle, scene: Scene) => void = () => {},
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    scene.trustIdentity();
    const draft = draftKeyless(scene.image.digest, scene.cast.sigstore);
    if (isFaulty) change(draft, scene);
    const bundle = toOpen(signKeyless(draft));
    if (isFaulty) changeAfter(bundle, scene);
    await scene.attach(bundle);
  });
}

/** A legacy signature by key that is changed before it is signed, or after. */
export function legacyCase(
  name: string,
  expected: Expected,
  change: (draft: LegacyDraft, scene: Scene) => void,
  changeAfter: (layer: SignedLayer, scene: Scene) => void = () => {},
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    const draft = draftLegacy(scene.image.digest, scene.cast.key);
    if (isFaulty) change(draft, scene);
    const layer = signLegacy(draft);
    if (isFaulty) changeAfter(layer, scene);
    await scene.attachLegacy([layer]);
  });
}

/** A legacy signature by certificate that is changed before it is made, or after. */
export function legacyKeyless(
  name: string,
  expected: Expected,
  change: (draft: LegacyKeylessDraft, scene: Scene) => void,
  changeAfter: (layer: SignedLayer, scene: Scene) => void = () => {},
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    const { sigstore } = scene.cast;
    scene.trustIdentity();
    const draft = draftLegacyKeyless(scene.image.digest, sigstore);
    if (isFaulty) change(draft, scene);
    const layer = signLegacyKeyless(draft, sigstore);
    if (isFaulty) changeAfter(layer, scene);
    await scene.attachLegacy([layer]);
  });
}

/** A bundle that surely has an envelope. */
export type OpenBundle = BundleJson &
  Required<Pick<BundleJson, 'dsseEnvelope'>>;

function toOpen(bundle: BundleJson): OpenBundle {
  const { dsseEnvelope } = bundle;
  if (!dsseEnvelope) throw new Error('this bundle has no envelope');
  return Object.assign(bundle, { dsseEnvelope });
}
