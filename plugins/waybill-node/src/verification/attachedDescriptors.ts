import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type Descriptor,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';

const BUNDLE_TYPE_PREFIX = 'application/vnd.dev.sigstore.bundle';
const PREDICATE_TYPE_ANNOTATION = 'dev.sigstore.bundle.predicateType';

/** Early cosigns wrote no type into the list of referrers. */
export function mayHoldBundle({ artifactType }: Descriptor): boolean {
  return !artifactType || isBundleType(artifactType);
}

export function isBundleType(mediaType: string): boolean {
  return mediaType.startsWith(BUNDLE_TYPE_PREFIX);
}

/** What an annotation says decides only what is looked at first. */
export function splitByClaim(
  bundles: readonly Descriptor[],
  policies: readonly TrustPolicy[],
): [Descriptor[], Descriptor[]] {
  const types = new Set([
    COSIGN_SIGN_PREDICATE_TYPE,
    ...policies.flatMap(({ attestations }) =>
      attestations.map(({ predicateType }) => predicateType),
    ),
  ]);
  const wanted = [...types].flatMap(
    type =>
      bundles.find(
        ({ annotations }) => annotations?.[PREDICATE_TYPE_ANNOTATION] === type,
      ) ?? [],
  );
  return [wanted, bundles.filter(bundle => !wanted.includes(bundle))];
}

/** The same again says nothing new, and takes the place of one that does. */
export function withoutTwins(layers: readonly Descriptor[]): Descriptor[] {
  const seen = new Map(
    layers.map(layer => [
      JSON.stringify([layer.digest, layer.annotations]),
      layer,
    ]),
  );
  return [...seen.values()];
}
