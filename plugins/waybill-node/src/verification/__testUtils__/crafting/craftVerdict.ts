import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import { parseTrustRoot } from '../../trustRoots/parseTrustRoot';
import { verifyDigest } from '../../verifyDigest';
import { CraftedSigstore } from './CraftedSigstore';
import { craftKey } from './keys';
import { Scene, type Cast } from './Scene';

/** Keys and services for many scenes: they take longer to make than all else. */
export function castOf(now: Date): Cast {
  return {
    key: craftKey(),
    stranger: craftKey(),
    sigstore: new CraftedSigstore(now),
    now,
  };
}

/** What verification says of the image of a new scene, once `craft` has had its way with it. */
export async function craftVerdict(
  cast: Cast,
  craft: (scene: Scene) => Promise<unknown>,
  options: { readonly thorough?: boolean } = {},
): Promise<Verdict> {
  const scene = await Scene.set(cast);
  try {
    await craft(scene);
    return await verifyDigest({
      client: scene.client,
      repository: scene.repository,
      digest: scene.image.digest,
      policies: scene.policies,
      trustRoots: {
        load: async () =>
          parseTrustRoot(JSON.parse(scene.trustedRoot), cast.now),
      },
      now: cast.now,
      ...options,
    });
  } finally {
    await Promise.all(scene.cleanUp.map(clean => clean()));
  }
}
