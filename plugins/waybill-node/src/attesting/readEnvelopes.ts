import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../registry';
import { readLegacyLayers } from '../signing/forms/legacyTag';
import {
  readBundle,
  readLegacyAttestation,
  type SignatureEnvelope,
} from '../sigstore';
import {
  readLayers,
  readSmallBlob,
  UnusableContentError,
} from '../verification/readAttached';

/** Of which package. @public */
export interface AttestationPlace {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  readonly digest: string;
  readonly signal?: AbortSignal;
}

/** A statement that is attached to a package; nothing of it is verified. */
export interface AttachedEnvelope {
  readonly form: 'bundle' | 'legacy';
  /** Digest of the layer that holds it. */
  readonly source: string;
  readonly sizeBytes: number;
  /** Absent where it cannot be read. */
  readonly envelope?: SignatureEnvelope;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** Whoever may push could otherwise have a reader fetch for ever. */
const MAX_ATTACHED = 50;
/** Of all together. */
const MAX_TOTAL_BYTES = 32 * 1024 * 1024;
const BUNDLE_TYPE_PREFIX = 'application/vnd.dev.sigstore.bundle';
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';

/**
 * Reads what is attached to a package, bundles first, each group the newest first where the registry keeps an order.
 *
 * @param options - `signatures`: those of cosign's signing as well
 * @throws RegistryError, SigningError `TAG_FOREIGN`
 */
export async function* readEnvelopes(
  place: AttestationPlace,
  options: { readonly signatures?: boolean } = {},
): AsyncGenerator<AttachedEnvelope> {
  const budget = { bytes: MAX_TOTAL_BYTES };
  for (const layer of await listBundles(place, options)) {
    yield readOne(place, budget, 'bundle', layer, readBundle);
  }
  const legacy = await readLegacyLayers({ ...place, suffix: 'att' });
  const layers = legacy.filter(
    ({ mediaType }) => mediaType === MediaType.dsseEnvelope,
  );
  for (const layer of layers.slice(-MAX_ATTACHED).reverse()) {
    yield readOne(place, budget, 'legacy', layer, bytes =>
      readLegacyAttestation(bytes, layer.annotations ?? {}),
    );
  }
}

/** @returns the layers of the referrers that are bundles */
async function listBundles(
  place: AttestationPlace,
  { signatures = false }: { readonly signatures?: boolean },
): Promise<Descriptor[]> {
  const { client, repository, digest, signal } = place;
  const referrers = await client.listReferrers(repository, digest, { signal });
  const wanted = referrers
    .filter(
      ({ artifactType, annotations }) =>
        (!artifactType || artifactType.startsWith(BUNDLE_TYPE_PREFIX)) &&
        // whoever lies here hides only what they have attached themselves
        (signatures ||
          annotations?.[PREDICATE_TYPE] !== COSIGN_SIGN_PREDICATE_TYPE),
    )
    .slice(-MAX_ATTACHED)
    .reverse();
  const found: Descriptor[] = [];
  for (const referrer of wanted) {
    try {
      const layers = await readLayers(place, referrer.digest);
      found.push(
        ...layers.filter(({ mediaType }) =>
          mediaType.startsWith(BUNDLE_TYPE_PREFIX),
        ),
      );
    } catch (error) {
      // a list may name what was deleted since, and anybody may attach rubbish
      if (!(error instanceof UnusableContentError)) throw error;
    }
  }
  return found.slice(0, MAX_ATTACHED);
}

async function readOne(
  place: AttestationPlace,
  budget: { bytes: number },
  form: AttachedEnvelope['form'],
  layer: Descriptor,
  read: (bytes: Buffer) => SignatureEnvelope,
): Promise<AttachedEnvelope> {
  const attached = { form, source: layer.digest, sizeBytes: layer.size };
  if (layer.size > budget.bytes)
    return { ...attached, problem: 'it is too large to be shown' };
  budget.bytes -= layer.size;
  let bytes: Buffer;
  try {
    bytes = await readSmallBlob(place, layer);
  } catch (error) {
    if (error instanceof UnusableContentError)
      return { ...attached, problem: error.message };
    throw error;
  }
  try {
    return { ...attached, envelope: read(bytes) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'not readable';
    return { ...attached, problem };
  }
}
