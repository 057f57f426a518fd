import {
  MediaType,
  type Descriptor,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import {
  MemoryRegistryClient,
  RegistryError,
  type RegistryClient,
} from '../registry';
import { pushImage } from '../registry/__testUtils__/images';
import { AttachedTo, repository } from './__testUtils__/AttachedTo';
import { countRequests } from './__testUtils__/countRequests';
import {
  createTestKey,
  signBundle,
  signSimple,
  type TestKey,
} from './__testUtils__/keySignatures';
import { verifyDigest, type VerifyOptions } from './verifyDigest';

const key = createTestKey();
const stranger = createTestKey();
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const now = new Date('2026-11-21T10:00:00Z');

function policyOf(
  { publicKeyPem }: TestKey,
  more: Partial<TrustPolicy> = {},
): TrustPolicy {
  return {
    name: 'portal',
    repositories: ['registry.test/**'],
    keys: [{ name: 'release', publicKeyPem }],
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
    ...more,
  };
}

describe('what a cold verification asks of a registry', () => {
  let store: MemoryRegistryClient;
  let image: Descriptor;
  let attached: AttachedTo;

  beforeEach(async () => {
    store = new MemoryRegistryClient();
    ({ descriptor: image } = await pushImage(store, repository));
    attached = new AttachedTo(store, image);
  });

  async function verify(more: Partial<VerifyOptions> = {}) {
    const { client, requests } = countRequests(more.client ?? store);
    const verdict = await verifyDigest({
      repository,
      digest: image.digest,
      policies: [policyOf(key)],
      now,
      ...more,
      client,
    });
    return { verdict, requests };
  }

  const claim = (predicateType: string) => ({
    'dev.sigstore.bundle.predicateType': predicateType,
  });

  async function attachBundle(signer = key, predicateType?: string) {
    const { bytes, predicateType: type } = signBundle(
      image.digest,
      signer,
      predicateType,
    );
    await attached.bundle(bytes, claim(type));
  }

  it('is four things where a bundle is enough, and three where the digest was just resolved', async () => {
    await attachBundle();
    const cold = await verify();
    expect(cold.verdict.state).toBe('verified');
    expect(cold.requests.sort()).toEqual([
      'fetchBlob',
      'fetchManifest',
      'listReferrers',
      'resolve',
    ]);
    const resolved = await verify({ isResolved: true });
    expect(resolved.verdict.state).toBe('verified');
    expect(resolved.requests).toHaveLength(3);
  });

  /** A bundle whose manifest says to hold it. */
  async function attachEmbedded(bytes: Buffer, data: Buffer) {
    const layer = await attached.pushBlob(MediaType.sigstoreBundleV03, bytes);
    await attached.pushManifest({
      artifactType: MediaType.sigstoreBundleV03,
      config: await attached.pushBlob(MediaType.empty, Buffer.from('{}')),
      layers: [{ ...layer, data: data.toString('base64') }],
      subject: image,
    });
  }

  it('is one less where the manifest holds the bundle, as we write it', async () => {
    const { bytes } = signBundle(image.digest, key);
    await attachEmbedded(bytes, bytes);
    const { verdict, requests } = await verify();
    expect(verdict.state).toBe('verified');
    expect(requests.sort()).toEqual([
      'fetchManifest',
      'listReferrers',
      'resolve',
    ]);
  });

  it('believes no bundle in a manifest that is not the one of the digest', async () => {
    await attachEmbedded(
      signBundle(image.digest, stranger).bytes,
      signBundle(image.digest, key).bytes,
    );
    const { verdict, requests } = await verify();
    expect(verdict).toMatchObject({
      state: 'untrusted',
      reason: 'KeyMismatch',
    });
    expect(requests).toContain('fetchBlob');
  });

  it('is no more where an SBOM, a provenance and the bundle of a stranger are attached as well', async () => {
    await attachBundle(key, 'https://cyclonedx.org/bom');
    await attachBundle(key, PROVENANCE);
    await attachBundle();
    await attachBundle(stranger, 'https://spdx.dev/Document');
    const { verdict, requests } = await verify();
    expect(verdict.state).toBe('verified');
    expect(requests).toHaveLength(4);
  });

  it('is two more for an attestation that the policy asks for', async () => {
    await attachBundle(key, 'https://cyclonedx.org/bom');
    await attachBundle();
    await attachBundle(key, PROVENANCE);
    const { verdict, requests } = await verify({
      policies: [policyOf(key)],
      demands: { attestations: [PROVENANCE] },
    });
    expect(verdict.state).toBe('verified');
    expect(requests).toHaveLength(6);
  });

  it('looks at all and at the legacy tags where bundles are not enough, or where it is to be thorough', async () => {
    await attachBundle(stranger);
    await attached.legacy('sig', [signSimple(image.digest, key)]);
    const quick = await verify();
    expect(quick.verdict).toMatchObject({
      state: 'verified',
      forms: ['legacy'],
    });
    await attachBundle();
    const again = await verify();
    expect(again.verdict.forms).toEqual(['bundle']);
    const thorough = await verify({ thorough: true });
    expect(thorough.verdict).toMatchObject({
      state: 'verified',
      forms: ['bundle', 'legacy'],
      findings: [{ reason: 'KeyMismatch' }],
    });
    expect(thorough.requests.length).toBeGreaterThan(again.requests.length);
  });

  it('reads a payload once that two keys have signed', async () => {
    await attached.legacy('sig', [
      signSimple(image.digest, stranger),
      signSimple(image.digest, key),
    ]);
    const { verdict, requests } = await verify();
    expect(verdict).toMatchObject({
      state: 'verified',
      findings: [{ form: 'legacy', reason: 'KeyMismatch' }],
    });
    expect(requests.filter(name => name === 'fetchBlob')).toHaveLength(1);
  });

  it('never loads a trust root for keys', async () => {
    await attachBundle();
    const load = jest.fn();
    const { verdict } = await verify({
      trustRoots: { load },
      policies: [
        policyOf(key, {
          trustRoot: 'public-good',
          identities: [{ name: 'ci', issuer: 'https://i.test', subject: 'ci' }],
        }),
      ],
      thorough: true,
    });
    expect(verdict.state).toBe('verified');
    expect(load).not.toHaveBeenCalled();
  });

  describe('when one thing that is attached is of no use', () => {
    it('finds it malformed, and the good signature beside it', async () => {
      await attached.bundle(Buffer.from('rubbish'));
      expect((await verify()).verdict).toMatchObject({
        state: 'untrusted',
        reason: 'MalformedSignature',
      });
      await attachBundle();
      const dangling = await attached.pushManifest({
        artifactType: MediaType.sigstoreBundleV03,
        layers: [
          {
            mediaType: MediaType.sigstoreBundleV03,
            size: 10,
            digest: `sha256:${'0'.repeat(64)}`,
          },
        ],
        subject: image,
      });
      const { verdict } = await verify({ thorough: true });
      expect(verdict).toMatchObject({
        state: 'verified',
        findings: [
          { reason: 'MalformedSignature' },
          { reason: 'MalformedSignature', source: dangling.digest },
        ],
      });
    });

    it('does not know where the registry goes away instead', async () => {
      await attachBundle(stranger);
      const away: RegistryClient = Object.create(store, {
        fetchBlob: {
          value: async () => {
            throw new RegistryError({
              code: 'UNREACHABLE',
              message: 'The registry cannot be reached.',
            });
          },
        },
      });
      expect((await verify({ client: away })).verdict).toMatchObject({
        state: 'unknown',
        reason: 'RegistryUnavailable',
      });
    });

    it('says so where there are more than anybody makes', async () => {
      const layers = Array.from({ length: 101 }, (_, index) =>
        signSimple(image.digest, stranger, { note: String(index) }),
      );
      await attached.legacy('sig', layers);
      expect((await verify()).verdict).toMatchObject({
        state: 'unknown',
        reason: 'TooManySignatures',
      });
    });
  });

  it('ends with the reason of an abort', async () => {
    await attachBundle();
    const reason = new Error('the page was left');
    await expect(verify({ signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});
