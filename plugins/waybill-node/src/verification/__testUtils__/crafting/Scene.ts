import { Readable } from 'node:stream';
import {
  MediaType,
  legacySignatureTag,
  type Descriptor,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import {
  MemoryRegistryClient,
  type RegistryClient,
  type RepositoryName,
} from '../../../registry';
import {
  describeBytes,
  pushImage,
} from '../../../registry/__testUtils__/images';
import type { BundleJson, Json } from './bundles';
import { IDENTITY, type CraftedSigstore } from './CraftedSigstore';
import type { CraftedKey } from './keys';

/** What is true in every case: keys that are slow to make, and the services. */
export interface Cast {
  /** The policy names it `release`. */
  readonly key: CraftedKey;
  /** No policy names it. */
  readonly stranger: CraftedKey;
  readonly sigstore: CraftedSigstore;
  readonly now: Date;
}

/** One layer of a `.sig` or `.att` manifest. */
export interface LegacyLayer {
  readonly payload: Buffer;
  readonly annotations?: Record<string, string>;
  readonly mediaType?: string;
}

const EMPTY_CONFIG = Buffer.from('{}');

/** A registry with an image that is asked for and another one, and who is trusted. Each case has its own. */
export class Scene {
  static async set(cast: Cast): Promise<Scene> {
    const scene = new Scene(cast);
    const images = await Promise.all(
      ['asked for', 'another'].map(text =>
        pushImage(scene.store, scene.repository, {
          content: Buffer.from(text),
        }),
      ),
    );
    [scene.image, scene.otherImage] = images.map(
      ({ descriptor }) => descriptor,
    );
    return scene;
  }

  readonly store = new MemoryRegistryClient();
  /** What the verification reads; the store, unless a case puts something before it. */
  client: RegistryClient = this.store;
  repository: RepositoryName = { host: 'registry.test', path: 'models/iris' };
  image: Descriptor = describeBytes('', EMPTY_CONFIG);
  otherImage: Descriptor = describeBytes('', EMPTY_CONFIG);
  policies: TrustPolicy[];
  trustedRoot: string;
  /** Run when the case is over. */
  readonly cleanUp: (() => Promise<void>)[] = [];

  private constructor(readonly cast: Cast) {
    this.policies = [this.policyOfKey(cast.key.publicKeyPem)];
    this.trustedRoot = cast.sigstore.trustedRoot();
  }

  policyOfKey(
    publicKeyPem: string,
    more: Partial<TrustPolicy> = {},
  ): TrustPolicy {
    return {
      name: 'portal',
      repositories: ['**'],
      keys: [{ name: 'release', publicKeyPem }],
      identities: [],
      transparencyLog: 'optional',
      timestamp: 'optional',
      attestations: [],
      ...more,
    };
  }

  /** From now on identities are trusted, and no key. */
  trustIdentity(more: Partial<TrustPolicy> = {}): void {
    this.policies = [
      {
        ...this.policyOfKey(''),
        keys: [],
        identities: [{ name: 'release workflow', ...IDENTITY }],
        trustRoot: 'company',
        ...more,
      },
    ];
  }

  /** Pushes a blob and describes it; nothing checks that it is what it says. */
  async pushBlob(mediaType: string, bytes: Buffer): Promise<Descriptor> {
    const descriptor = describeBytes(mediaType, bytes);
    await this.store.pushBlob(this.repository, descriptor, () =>
      Readable.from([bytes]),
    );
    return descriptor;
  }

  pushJson(manifest: Json | string, tag?: string): Promise<Descriptor> {
    const text =
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    return this.store.pushManifest(
      this.repository,
      { mediaType: MediaType.imageManifest, bytes: Buffer.from(text) },
      { tag },
    );
  }

  /** Attaches a bundle to the image as referrer, as cosign 3 does; `change` may still make its manifest another. */
  async attach(
    content: BundleJson | Buffer | string,
    change: (manifest: ReferrerManifest) => void = () => {},
  ): Promise<Descriptor> {
    const bytes =
      typeof content === 'string' || Buffer.isBuffer(content)
        ? Buffer.from(content)
        : Buffer.from(JSON.stringify(content));
    const manifest: ReferrerManifest = {
      schemaVersion: 2,
      mediaType: MediaType.imageManifest,
      artifactType: MediaType.sigstoreBundleV03,
      config: await this.pushBlob(MediaType.empty, EMPTY_CONFIG),
      layers: [await this.pushBlob(MediaType.sigstoreBundleV03, bytes)],
      subject: this.image,
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType':
          'https://sigstore.dev/cosign/sign/v1',
      },
    };
    change(manifest);
    return this.pushJson(manifest);
  }

  /** Writes the `.sig` (or `.att`) tag of the image. */
  async attachLegacy(
    layers: readonly LegacyLayer[],
    options: {
      readonly suffix?: 'sig' | 'att';
      readonly change?: (manifest: LegacyManifest) => void;
    } = {},
  ): Promise<Descriptor> {
    const manifest: LegacyManifest = {
      schemaVersion: 2,
      mediaType: MediaType.imageManifest,
      config: await this.pushBlob(MediaType.imageConfig, EMPTY_CONFIG),
      layers: await Promise.all(
        layers.map(async ({ payload, annotations, mediaType }) => ({
          ...(await this.pushBlob(
            mediaType ?? MediaType.cosignSimpleSigning,
            payload,
          )),
          ...(annotations && { annotations }),
        })),
      ),
    };
    options.change?.(manifest);
    const tag = legacySignatureTag(this.image.digest);
    return this.pushJson(
      { ...manifest },
      options.suffix === 'att' ? tag.replace(/\.sig$/, '.att') : tag,
    );
  }
}

/** Open to changes; `layers` may become anything. */
export interface ReferrerManifest extends Json {
  mediaType: string;
  artifactType: string;
  subject: Descriptor;
  layers: unknown;
  annotations: Record<string, string>;
}

export interface LegacyManifest extends Json {
  layers: unknown;
}
