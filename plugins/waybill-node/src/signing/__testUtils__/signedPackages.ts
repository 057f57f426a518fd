import type {
  Descriptor,
  Manifest,
  TrustPolicy,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../../registry';
import { pushImage, readAll } from '../../registry/__testUtils__/images';
import { parseTrustRoot } from '../../verification/trustRoots/parseTrustRoot';
import { verifyDigest } from '../../verification/verifyDigest';
import { signPackage, type SignOptions } from '../forms/signPackage';
import { legacyTagOf } from '../forms/legacyTag';
import { loadSigner } from '../keys/loadSigner';
import type { KeySigner, Signer } from '../Signer';
import { generateP256, pkcs8Of } from './keyPairs';

export const repository = { host: 'registry.test', path: 'models/iris' };
export const now = new Date('2026-11-21T10:00:00Z');
/** In memory nobody writes between two awaits of ours. */
export const settle = async () => {};

/** A registry with an image in it, and what tests do with it again and again. */
export class SignedPackage {
  static async push(
    client = new MemoryRegistryClient(),
  ): Promise<SignedPackage> {
    const { descriptor } = await pushImage(client, repository, {
      tag: '1.0.0',
    });
    return new SignedPackage(client, descriptor);
  }

  constructor(
    readonly client: MemoryRegistryClient,
    readonly descriptor: Descriptor,
  ) {}

  sign(signer: Signer, more: Partial<SignOptions> = {}) {
    const { client, descriptor } = this;
    return signPackage({
      client,
      repository,
      descriptor,
      signer,
      now,
      settle,
      ...more,
    });
  }

  /** Our own verdict, by a key or by what else the policy says. */
  verify(
    policy: { readonly publicKeyPem: string } | Partial<TrustPolicy>,
    trustedRoot?: object,
  ): Promise<Verdict> {
    const { client, descriptor } = this;
    return verifyDigest({
      client,
      repository,
      digest: descriptor.digest,
      policies: [
        {
          name: 'portal',
          repositories: ['registry.test/**'],
          keys:
            'publicKeyPem' in policy
              ? [{ name: 'default', publicKeyPem: policy.publicKeyPem }]
              : [],
          identities: [],
          transparencyLog: 'optional',
          timestamp: 'optional',
          attestations: [],
          ...('publicKeyPem' in policy ? {} : policy),
        },
      ],
      trustRoots: {
        load: async () => parseTrustRoot(trustedRoot, now),
      },
      thorough: true,
      now,
    });
  }

  listReferrers(): Promise<Descriptor[]> {
    return this.client.listReferrers(repository, this.descriptor.digest);
  }

  async readBundle(referrer: Descriptor) {
    const manifest = await this.readManifest(referrer.digest);
    const bytes = await readAll(
      await this.client.fetchBlob(repository, manifest.layers[0]),
    );
    return { manifest, bundle: JSON.parse(bytes.toString()) };
  }

  async readLegacyLayers(): Promise<readonly Descriptor[]> {
    const tag = legacyTagOf(this.descriptor.digest, 'sig');
    return (await this.client.resolve(repository, tag))
      ? (await this.readManifest(tag)).layers
      : [];
  }

  async readManifest(tagOrDigest: string): Promise<Manifest> {
    const { bytes } = await this.client.fetchManifest(repository, tagOrDigest);
    return JSON.parse(bytes.toString());
  }
}

export function makeSigner(keyName = 'default'): Promise<KeySigner> {
  return loadSigner({ keyName, privateKeyPem: pkcs8Of(generateP256()) });
}
