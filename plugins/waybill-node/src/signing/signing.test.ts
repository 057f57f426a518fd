import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ConfigReader } from '@backstage/config';
import {
  MediaType,
  legacySignatureTag,
  type Descriptor,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient, type RegistryClient } from '../registry';
import { pushImage, readAll } from '../registry/__testUtils__/images';
import { policiesFromConfig } from '../verification/policiesFromConfig';
import { verifyDigest } from '../verification/verifyDigest';
import { generateCosignKeyPair, loadSigner } from './keys/loadSigner';
import { signPackage } from './forms/signPackage';
import { signersFromConfig } from './signersFromConfig';

const fixtures = path.join(__dirname, '__fixtures__/cosign');
const read = (name: string) => readFile(path.join(fixtures, name));
const repository = { host: 'registry.test', path: 'models/iris' };
const now = new Date('2026-11-21T10:00:00Z');

const policyOf = (publicKeyPem: string, name = 'portal'): TrustPolicy => ({
  name,
  repositories: ['registry.test/**'],
  keys: [{ name: 'default', publicKeyPem }],
  identities: [],
  transparencyLog: 'optional',
  timestamp: 'optional',
  attestations: [],
});

describe('signing', () => {
  describe('what cosign 3.1.2 wrote', () => {
    let client: MemoryRegistryClient;
    let policies: TrustPolicy[];
    let image: Descriptor;

    /** Puts files of cosign into a registry, as they were found in one. */
    async function push(
      name: string,
      options: { tag?: string; blobs?: string[] } = {},
    ): Promise<Descriptor> {
      for (const blob of options.blobs ?? []) {
        const bytes = await read(blob);
        const digest = `sha256:${createHash('sha256')
          .update(bytes)
          .digest('hex')}`;
        await client.pushBlob(
          repository,
          { mediaType: '', size: bytes.length, digest },
          () => Readable.from([bytes]),
        );
      }
      return client.pushManifest(
        repository,
        { mediaType: MediaType.imageManifest, bytes: await read(name) },
        options,
      );
    }

    const verify = (digest = image.digest, chosen = policies) =>
      verifyDigest({ client, repository, digest, policies: chosen, now });

    beforeEach(async () => {
      client = new MemoryRegistryClient();
      policies = [policyOf((await read('cosign.pub')).toString())];
      image = await push('image-manifest.json', { tag: '1.0.0' });
    });

    it('is unsigned while nothing is attached', async () => {
      expect(await verify()).toMatchObject({
        state: 'unsigned',
        reason: 'NoSignature',
      });
    });

    it('verifies a bundle, a legacy signature, and both', async () => {
      await push('referrer-3b5fee33.json', { blobs: ['bundle-3b5fee33.json'] });
      expect(await verify()).toMatchObject({
        state: 'verified',
        policy: 'portal',
        forms: ['bundle'],
      });
      await push('sig-manifest.json', {
        tag: legacySignatureTag(image.digest),
        blobs: ['sig-payload.json'],
      });
      expect(await verify()).toMatchObject({
        state: 'verified',
        forms: ['bundle', 'legacy'],
      });
    });

    it('takes an attestation by the right key for no signature', async () => {
      await attachBundle(client, image, await read('bundle-attest.json'));
      expect(await verify()).toMatchObject({
        state: 'unsigned',
        reason: 'NotASignature',
      });
    });

    it('does not trust a signature by another key, or where no policy speaks of the repository', async () => {
      await push('referrer-3b5fee33.json', { blobs: ['bundle-3b5fee33.json'] });
      const other = await generateCosignKeyPair('');
      expect(
        await verify(image.digest, [policyOf(other.publicKeyPem)]),
      ).toMatchObject({ state: 'untrusted', reason: 'KeyMismatch' });
      expect(await verify(image.digest, [])).toMatchObject({
        state: 'untrusted',
        reason: 'NoMatchingPolicy',
      });
    });

    it('notices a payload that was changed under the signature', async () => {
      const bundle = JSON.parse(
        (await read('bundle-3b5fee33.json')).toString(),
      );
      const statement = JSON.parse(
        Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString(),
      );
      statement.predicate = { changed: true };
      bundle.dsseEnvelope.payload = Buffer.from(
        JSON.stringify(statement),
      ).toString('base64');
      await attachBundle(client, image, Buffer.from(JSON.stringify(bundle)));
      expect(await verify()).toMatchObject({
        state: 'untrusted',
        reason: 'SignatureInvalid',
      });
    });

    it('notices a good signature of another digest', async () => {
      const { descriptor: other } = await pushImage(client, repository);
      await attachBundle(client, other, await read('bundle-3b5fee33.json'));
      expect(await verify(other.digest)).toMatchObject({
        state: 'untrusted',
        reason: 'SubjectMismatch',
      });
    });

    it('survives rubbish, and still sees the good signature beside it', async () => {
      await attachBundle(client, image, Buffer.from('not json'));
      expect(await verify()).toMatchObject({
        state: 'untrusted',
        reason: 'MalformedSignature',
      });
      await push('referrer-3b5fee33.json', { blobs: ['bundle-3b5fee33.json'] });
      expect(await verify()).toMatchObject({ state: 'verified' });
    });

    it('does not know when the digest is not there or the registry does not answer', async () => {
      expect(await verify(`sha256:${'0'.repeat(64)}`)).toMatchObject({
        state: 'unknown',
        reason: 'DigestNotFound',
      });
      const broken: RegistryClient = Object.create(client, {
        listReferrers: {
          value: () => Promise.reject(new Error('connection refused')),
        },
      });
      expect(
        await verifyDigest({
          client: broken,
          repository,
          digest: image.digest,
          policies,
          now,
        }),
      ).toMatchObject({
        state: 'unknown',
        reason: 'RegistryUnavailable',
        message: expect.stringContaining('connection refused'),
      });
    });

    it('opens the key with its password and signs what the public half verifies', async () => {
      const signer = await loadSigner({
        keyName: 'golden',
        privateKeyPem: (await read('cosign.key')).toString(),
        password: 'test',
      });
      expect(signer.publicKeyPem.trim()).toBe(
        (await read('cosign.pub')).toString().trim(),
      );
    });

    it('says which key a wrong password does not open, and not the password', async () => {
      const privateKeyPem = (await read('cosign.key')).toString();
      const error = await loadSigner({
        keyName: 'golden',
        privateKeyPem,
        password: 'hunter2',
      }).catch(e => e);
      expect(error).toMatchObject({
        code: 'WRONG_PASSWORD',
        message: expect.stringContaining("'golden'"),
      });
      expect(error.message).not.toContain('hunter2');
    });
  });

  describe('what we write', () => {
    it.each([
      ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
      ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
      ['Ed25519', () => generateKeyPairSync('ed25519')],
      ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ])('is verified again, with a key of type %s', async (_, generate) => {
      const { privateKey } = generate();
      const signer = await loadSigner({
        keyName: 'default',
        privateKeyPem: privateKey
          .export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      });
      const client = new MemoryRegistryClient();
      const { descriptor } = await pushImage(client, repository, {
        tag: '1.0.0',
      });
      expect(
        await signPackage({ client, repository, descriptor, signer, now }),
      ).toEqual({ added: ['bundle', 'legacy'] });
      const options = {
        client,
        repository,
        digest: descriptor.digest,
        policies: [policyOf(signer.publicKeyPem)],
        now,
      };
      expect(await verifyDigest(options)).toMatchObject({
        state: 'verified',
        forms: ['bundle', 'legacy'],
      });
    });

    it('adds nothing when it signs again, and a second layer for a second key', async () => {
      const client = new MemoryRegistryClient();
      const { descriptor } = await pushImage(client, repository, {
        tag: '1.0.0',
      });
      const pairs = [
        await generateCosignKeyPair('a'),
        await generateCosignKeyPair('b'),
      ];
      const [first, second] = await Promise.all(
        pairs.map((pair, index) =>
          loadSigner({
            keyName: `key-${index}`,
            privateKeyPem: pair.privateKeyPem,
            password: index === 0 ? 'a' : 'b',
          }),
        ),
      );
      await signPackage({ client, repository, descriptor, signer: first, now });
      expect(
        await signPackage({
          client,
          repository,
          descriptor,
          signer: first,
          now,
        }),
      ).toEqual({ added: [] });
      await signPackage({
        client,
        repository,
        descriptor,
        signer: second,
        now,
      });
      const { bytes } = await client.fetchManifest(
        repository,
        legacySignatureTag(descriptor.digest),
      );
      expect(JSON.parse(bytes.toString()).layers).toHaveLength(2);
      expect(
        await client.listReferrers(repository, descriptor.digest),
      ).toHaveLength(2);
    });

    it('has the bytes that cosign would have written', async () => {
      const client = new MemoryRegistryClient();
      const image = await client.pushManifest(repository, {
        mediaType: MediaType.imageManifest,
        bytes: await read('image-manifest.json'),
      });
      const signer = await loadSigner({
        keyName: 'golden',
        privateKeyPem: (await read('cosign.key')).toString(),
        password: 'test',
      });
      await signPackage({ client, repository, descriptor: image, signer, now });

      const [referrer] = await client.listReferrers(repository, image.digest);
      const manifest = JSON.parse(
        (
          await client.fetchManifest(repository, referrer.digest)
        ).bytes.toString(),
      );
      const golden = JSON.parse(
        (await read('referrer-3b5fee33.json')).toString(),
      );
      expect({ ...manifest, layers: [], annotations: {} }).toEqual({
        ...golden,
        layers: [],
        annotations: {},
        config: {
          mediaType: golden.config.mediaType,
          size: 2,
          digest: golden.config.digest,
        },
      });
      const ours = JSON.parse(
        (
          await readAll(await client.fetchBlob(repository, manifest.layers[0]))
        ).toString(),
      );
      const theirs = JSON.parse(
        (await read('bundle-3b5fee33.json')).toString(),
      );
      expect(ours.verificationMaterial).toEqual(theirs.verificationMaterial);
      expect(
        JSON.parse(Buffer.from(ours.dsseEnvelope.payload, 'base64').toString()),
      ).toEqual(
        JSON.parse(
          Buffer.from(theirs.dsseEnvelope.payload, 'base64').toString(),
        ),
      );
    });
  });

  describe('configuration', () => {
    let dir: string;
    beforeEach(async () => {
      dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-keys-'));
    });
    afterEach(() => rm(dir, { recursive: true, force: true }));

    it('finds keys by name and reads passwords from files', async () => {
      const pair = await generateCosignKeyPair('pass word');
      await writeFile(path.join(dir, 'cosign.key'), pair.privateKeyPem);
      await writeFile(path.join(dir, 'password'), 'pass word\n');
      await writeFile(path.join(dir, 'cosign.pub'), pair.publicKeyPem);
      const config = new ConfigReader({
        waybill: {
          signing: {
            keys: [
              {
                name: 'default',
                privateKeyFile: path.join(dir, 'cosign.key'),
                passwordFile: path.join(dir, 'password'),
              },
            ],
          },
          verification: {
            policies: [
              {
                name: 'portal',
                repositories: ['r/**'],
                keys: [
                  {
                    name: 'default',
                    publicKeyFile: path.join(dir, 'cosign.pub'),
                  },
                ],
              },
            ],
          },
        },
      });
      expect(await signersFromConfig(config).getSigner()).toMatchObject({
        keyName: 'default',
        publicKeyPem: pair.publicKeyPem,
      });
      expect(await policiesFromConfig(config)).toEqual([
        {
          name: 'portal',
          repositories: ['r/**'],
          keys: [{ name: 'default', publicKeyPem: pair.publicKeyPem }],
        },
      ]);
    });

    it('says which key is missing and what there is', async () => {
      const signers = signersFromConfig(new ConfigReader({}));
      await expect(signers.getSigner()).rejects.toMatchObject({
        code: 'KEY_NOT_CONFIGURED',
      });
      await expect(signers.getSigner('prod')).rejects.toThrow(
        "There is no signing key 'prod'",
      );
    });

    it('says which policy names a key that is none', async () => {
      const config = new ConfigReader({
        waybill: {
          verification: {
            policies: [
              {
                name: 'portal',
                repositories: ['**'],
                keys: [{ name: 'k', publicKey: 'nonsense' }],
              },
            ],
          },
        },
      });
      await expect(policiesFromConfig(config)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining("'portal'"),
      });
    });
  });
});

async function attachBundle(
  client: RegistryClient,
  subject: Descriptor,
  bundle: Buffer,
): Promise<void> {
  const digest = `sha256:${createHash('sha256').update(bundle).digest('hex')}`;
  const layer = {
    mediaType: MediaType.sigstoreBundleV03,
    size: bundle.length,
    digest,
  };
  await client.pushBlob(repository, layer, () => Readable.from([bundle]));
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    artifactType: MediaType.sigstoreBundleV03,
    config: {
      mediaType: MediaType.empty,
      size: 2,
      digest: `sha256:${'0'.repeat(64)}`,
    },
    layers: [layer],
    subject,
  };
  await client.pushManifest(repository, {
    mediaType: MediaType.imageManifest,
    bytes: Buffer.from(JSON.stringify(manifest)),
  });
}
