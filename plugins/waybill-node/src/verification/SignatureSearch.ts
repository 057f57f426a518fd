import {
  MediaType,
  applyTrustDemands,
  decideVerdict,
  formatRepository,
  legacySignatureTag,
  selectPolicies,
  type Descriptor,
  type SignatureMaterial,
  type SignatureProblem,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import {
  readBundle,
  readLegacyAttestation,
  readLegacySignature,
} from '../sigstore';
import {
  isBundleType,
  mayHoldBundle,
  splitByClaim,
  withoutTwins,
} from './attachedDescriptors';
import type { GatherOptions } from './gatherSignatureMaterial';
import { mapBounded } from './mapBounded';
import {
  UnusableContentError,
  checkSize,
  readLayers,
  readSmallBlob,
} from './readAttached';
import {
  SignatureChecker,
  describeMalformed,
  type FoundSignature,
} from './SignatureChecker';

/** More signatures of one digest than anybody makes: whoever may push could otherwise keep us busy for ever. */
const MAX_SIGNATURES = 100;
/** Bytes of signatures and attestations that are read for one digest. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const CONCURRENCY = 4;

type Found = Omit<FoundSignature, 'read'>;

/**
 * Looks for the signatures of one digest and has them checked. What was found stays, whatever happens later: where the
 * registry goes away on the way, it may be enough.
 */
export class SignatureSearch {
  readonly material: SignatureMaterial[] = [];
  problem: SignatureProblem | undefined;
  private readonly policies: readonly TrustPolicy[];
  private readonly checker: SignatureChecker;
  /** Signers that sign the same text share a blob. */
  private readonly blobs = new Map<string, Promise<Buffer>>();
  private signaturesLeft = MAX_SIGNATURES;
  private bytesLeft = MAX_TOTAL_BYTES;

  constructor(private readonly options: GatherOptions) {
    const { digest, trustRoots, signal } = options;
    this.policies = selectPolicies(
      applyTrustDemands(options.policies, options.demands ?? {}),
      formatRepository(options.repository),
    );
    this.checker = new SignatureChecker({
      digest,
      policies: this.policies,
      trustRoots,
      signal,
    });
  }

  /**
   * First the bundles that say of themselves that they are what policies ask for, then the others, then the legacy tags;
   * until a policy is satisfied, or to the end where the search is thorough.
   *
   * @throws RegistryError where the registry is away
   */
  async run(): Promise<void> {
    const { client, repository, digest, signal } = this.options;
    const referrers = await client.listReferrers(repository, digest, {
      signal,
    });
    const bundles = this.take(withoutTwins(referrers.filter(mayHoldBundle)));
    const [wanted, others] = this.options.thorough
      ? [bundles, []]
      : splitByClaim(bundles, this.policies);
    const steps: readonly (() => Promise<void>)[] = [
      () => this.checkBundles(wanted),
      () => this.checkBundles(others),
      () => this.checkLegacy('sig'),
      () => this.checkLegacy('att'),
    ];
    for (const step of steps) {
      await step();
      if (!this.options.thorough && this.isSatisfied()) return;
    }
  }

  /** What is to be said besides, in sentences for a person. */
  get remarks(): readonly string[] {
    return this.checker.remarks;
  }

  private isSatisfied(): boolean {
    const { repository, digest } = this.options;
    const { state } = decideVerdict({
      digest,
      repository: formatRepository(repository),
      policies: this.policies,
      material: this.material,
      now: new Date(0),
    });
    return state === 'verified';
  }

  private async checkBundles(referrers: readonly Descriptor[]): Promise<void> {
    await this.collectAll(referrers, referrer => {
      const found: Found = {
        form: 'bundle',
        isAttestation: false,
        source: referrer.digest,
      };
      return this.tolerate(found, async () => {
        const layer = await this.readBundleLayer(referrer);
        if (!layer) return [];
        const bytes = await this.readBlob(layer);
        return this.checker.check({
          ...found,
          source: layer.digest,
          read: () => readBundle(bytes),
        });
      });
    });
  }

  /** cosign v3.1.2 `pkg/oci/remote/signatures.go`: a manifest with exactly one layer, and that is the bundle. */
  private async readBundleLayer(
    referrer: Descriptor,
  ): Promise<Descriptor | undefined> {
    const layers = await readLayers(this.options, referrer.digest);
    const isBundle = layers.some(({ mediaType }) => isBundleType(mediaType));
    if (!isBundle && !referrer.artifactType) return undefined;
    if (!isBundle || layers.length !== 1)
      throw new UnusableContentError(
        'its manifest has not exactly one layer with a bundle',
      );
    return layers[0];
  }

  private async checkLegacy(suffix: 'sig' | 'att'): Promise<void> {
    const isAttestation = suffix === 'att';
    const tag = legacySignatureTag(this.options.digest).replace(/sig$/, suffix);
    const mediaType = isAttestation
      ? MediaType.dsseEnvelope
      : MediaType.cosignSimpleSigning;
    const layers = await this.readLegacyLayers(tag, isAttestation);
    const ours = withoutTwins(
      layers.filter(layer => layer.mediaType === mediaType),
    );
    await this.collectAll(this.take(ours), layer => {
      const found: Found = {
        form: 'legacy',
        isAttestation,
        source: layer.digest,
      };
      return this.tolerate(found, async () => {
        const bytes = await this.readBlob(layer);
        const annotations = layer.annotations ?? {};
        return this.checker.check({
          ...found,
          read: () =>
            isAttestation
              ? readLegacyAttestation(bytes, annotations)
              : readLegacySignature(bytes, annotations),
        });
      });
    });
  }

  private async readLegacyLayers(
    tag: string,
    isAttestation: boolean,
  ): Promise<readonly Descriptor[]> {
    const { client, repository, signal } = this.options;
    try {
      const found = await client.resolve(repository, tag, { signal });
      return found ? await readLayers(this.options, found.digest) : [];
    } catch (error) {
      if (!(error instanceof UnusableContentError)) throw error;
      this.material.push(
        describeMalformed(
          { form: 'legacy', isAttestation, source: tag },
          error,
        ),
      );
      return [];
    }
  }

  /** In the order of the list, whichever is there first; also what was there before one failed. */
  private async collectAll(
    attached: readonly Descriptor[],
    check: (descriptor: Descriptor) => Promise<SignatureMaterial[]>,
  ): Promise<void> {
    const results = new Map<Descriptor, SignatureMaterial[]>();
    try {
      await mapBounded(attached, CONCURRENCY, async descriptor => {
        results.set(descriptor, await check(descriptor));
      });
    } finally {
      for (const descriptor of attached) {
        this.material.push(...(results.get(descriptor) ?? []));
      }
    }
  }

  /** One thing that is of no use says nothing of the others. */
  private async tolerate(
    found: Found,
    check: () => Promise<SignatureMaterial[]>,
  ): Promise<SignatureMaterial[]> {
    try {
      return await check();
    } catch (error) {
      this.options.signal?.throwIfAborted();
      if (!(error instanceof UnusableContentError)) throw error;
      return [describeMalformed(found, error)];
    }
  }

  private async readBlob(descriptor: Descriptor): Promise<Buffer> {
    checkSize(descriptor);
    // by what is said of its size, too: one that lies must not spoil the blob for another
    const key = `${descriptor.digest} ${descriptor.size}`;
    const known = this.blobs.get(key);
    if (known) return known;
    this.bytesLeft -= descriptor.size;
    if (this.bytesLeft < 0) {
      this.problem ??= this.tooMany(`more than ${MAX_TOTAL_BYTES} bytes`);
      throw new UnusableContentError('too much is attached to read it as well');
    }
    const reading = readSmallBlob(this.options, descriptor);
    this.blobs.set(key, reading);
    return reading;
  }

  private take(found: readonly Descriptor[]): readonly Descriptor[] {
    if (found.length > this.signaturesLeft)
      this.problem ??= this.tooMany(`more than ${MAX_SIGNATURES}`);
    const taken = found.slice(0, this.signaturesLeft);
    this.signaturesLeft -= taken.length;
    return taken;
  }

  private tooMany(howMuch: string): SignatureProblem {
    return {
      reason: 'TooManySignatures',
      message: `${this.options.digest} has ${howMuch} of signatures and attestations, and not all were looked at: remove those that nobody needs.`,
    };
  }
}
