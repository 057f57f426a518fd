import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  legacySignatureTag,
  MediaType,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient, readerOf, RegistryError } from '../../registry';
import { pushImage } from '../../registry/__testUtils__/images';
import { KEY_TYPES, pkcs8Of } from '../__testUtils__/keyPairs';
import {
  makeSigner,
  repository,
  SignedPackage,
} from '../__testUtils__/signedPackages';
import { loadSigner } from '../keys/loadSigner';
import { legacyTagOf } from './legacyTag';

const fixture = (name: string) =>
  readFile(path.join(__dirname, '../__fixtures__/cosign', name));
const parse = async (name: string) => JSON.parse(`${await fixture(name)}`);

describe('signPackage', () => {
  it.each(KEY_TYPES)(
    'is verified in both forms with a key of type %s',
    async (_, generate) => {
      const target = await SignedPackage.push();
      const signer = await loadSigner({
        keyName: 'default',
        privateKeyPem: pkcs8Of(generate()),
      });
      expect(await target.sign(signer)).toEqual({
        added: ['bundle', 'legacy'],
        digests: [
          { digest: target.descriptor.digest, added: ['bundle', 'legacy'] },
        ],
      });
      expect(await target.verify(signer)).toMatchObject({
        state: 'verified',
        forms: ['bundle', 'legacy'],
      });
    },
  );

  it('adds nothing when it signs again, and a second of each form for a second key', async () => {
    const target = await SignedPackage.push();
    const [first, second] = [await makeSigner(), await makeSigner()];
    await target.sign(first);
    expect(await target.sign(first)).toMatchObject({ added: [] });
    await target.sign(second);
    expect(await target.sign(second)).toMatchObject({ added: [] });
    expect(await target.sign(first)).toMatchObject({ added: [] });
    expect(await target.listReferrers()).toHaveLength(2);
    expect(await target.readLegacyLayers()).toHaveLength(2);
  });

  it.each(['bundle', 'legacy'] as const)(
    'adds the form that is missing beside the %s',
    async present => {
      const target = await SignedPackage.push();
      const signer = await makeSigner();
      await target.sign(signer);
      const { client, descriptor } = target;
      const missing = present === 'bundle' ? 'legacy' : 'bundle';
      if (missing === 'legacy')
        await client.deleteTag(
          repository,
          legacyTagOf(descriptor.digest, 'sig'),
        );
      else
        for (const { digest } of await target.listReferrers())
          await client.deleteManifest(repository, digest);
      expect(await target.sign(signer)).toMatchObject({ added: [missing] });
      expect(await target.verify(signer)).toMatchObject({
        state: 'verified',
        forms: ['bundle', 'legacy'],
      });
    },
  );

  it('puts the bundle there first: a `.sig` alone would be overlooked beside any other bundle', async () => {
    const client = new MemoryRegistryClient();
    const pushed: string[] = [];
    const pushManifest = client.pushManifest.bind(client);
    const target = await SignedPackage.push(client);
    client.pushManifest = async (name, manifest, options) => {
      pushed.push(options?.tag ?? 'by digest');
      return pushManifest(name, manifest, options);
    };
    await target.sign(await makeSigner());
    expect(pushed).toEqual([
      'by digest',
      legacySignatureTag(target.descriptor.digest),
    ]);
  });

  it('is not kept from signing by what somebody else has put there', async () => {
    const target = await SignedPackage.push();
    const signer = await makeSigner();
    const other = await SignedPackage.push();
    await other.sign(signer);
    const [referrer] = await other.listReferrers();
    const { manifest, bundle } = await other.readBundle(referrer);
    // the signer's own bundle of another digest, and rubbish
    for (const content of [JSON.stringify(bundle), 'rubbish', '{}']) {
      const layer = await target.client.pushStream(repository, {
        mediaType: MediaType.sigstoreBundleV03,
        sizeBytes: content.length,
        open: () => readerOf(Readable.from([Buffer.from(content)])),
      });
      await target.client.pushManifest(repository, {
        mediaType: MediaType.imageManifest,
        bytes: Buffer.from(
          JSON.stringify({
            ...manifest,
            layers: [layer],
            subject: target.descriptor,
          }),
        ),
      });
    }
    expect(await target.sign(signer)).toMatchObject({
      added: ['bundle', 'legacy'],
    });
    expect(await target.sign(signer)).toMatchObject({ added: [] });
  });

  it('does not sign again where the registry cannot say what is there', async () => {
    const target = await SignedPackage.push();
    const signer = await makeSigner();
    await target.sign(signer);
    target.client.fetchBlob = async () => {
      throw new RegistryError({ code: 'UNREACHABLE', message: 'away' });
    };
    await expect(target.sign(signer)).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
    expect(await target.listReferrers()).toHaveLength(1);
  });

  it('has the bytes that cosign 3.1.2 would have written', async () => {
    const client = new MemoryRegistryClient();
    const image = await client.pushManifest(repository, {
      mediaType: MediaType.imageManifest,
      bytes: await fixture('image-manifest.json'),
    });
    const target = new SignedPackage(client, image);
    await target.sign(
      await loadSigner({
        keyName: 'golden',
        privateKeyPem: `${await fixture('cosign.key')}`,
        password: 'test',
      }),
    );

    const [referrer] = await target.listReferrers();
    const { manifest, bundle } = await target.readBundle(referrer);
    const golden = await parse('referrer-3b5fee33.json');
    // cosign also says the artifactType inside the config's descriptor, and we give the bundle there as well
    const { artifactType: _, ...config } = golden.config;
    const [{ data, digest }] = manifest.layers;
    expect(JSON.parse(Buffer.from(`${data}`, 'base64').toString())).toEqual(
      bundle,
    );
    expect(manifest).toEqual({
      ...golden,
      config,
      layers: [
        {
          ...golden.layers[0],
          size: expect.any(Number),
          digest,
          data,
        },
      ],
      annotations: {
        ...golden.annotations,
        'org.opencontainers.image.created': '2026-11-21T10:00:00Z',
      },
    });
    const theirs = await parse('bundle-3b5fee33.json');
    expect(bundle.verificationMaterial).toEqual(theirs.verificationMaterial);
    expect(bundle.dsseEnvelope.payloadType).toBe(
      theirs.dsseEnvelope.payloadType,
    );
    expect(decode(bundle)).toEqual(decode(theirs));

    const ours = await target.readManifest(legacyTagOf(image.digest, 'sig'));
    const legacy = await parse('sig-manifest.json');
    expect(ours).toMatchObject({
      mediaType: legacy.mediaType,
      config: { mediaType: legacy.config.mediaType },
      layers: [{ mediaType: legacy.layers[0].mediaType }],
    });
    expect(Object.keys(ours.layers[0].annotations ?? {})).toEqual(
      Object.keys(legacy.layers[0].annotations),
    );
  });

  describe('with an index', () => {
    let client: MemoryRegistryClient;
    beforeEach(() => {
      client = new MemoryRegistryClient();
    });

    const pushIndex = async (children: readonly object[], tag?: string) => {
      const bytes = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: MediaType.imageIndex,
          manifests: children,
        }),
      );
      return client.pushManifest(
        repository,
        { mediaType: MediaType.imageIndex, bytes },
        { tag },
      );
    };
    it('signs the index alone, or all that it leads to, each once', async () => {
      const [amd64, arm64] = [
        await pushImage(client, repository),
        await pushImage(client, repository),
      ];
      const inner = await pushIndex([arm64.descriptor, amd64.descriptor]);
      const absent = { ...inner, digest: `sha256:${'0'.repeat(64)}` };
      const outer = await pushIndex([amd64.descriptor, inner, absent, {}]);
      const target = new SignedPackage(client, outer);
      const signer = await makeSigner();
      expect(await target.sign(signer)).toMatchObject({
        digests: [{ digest: outer.digest }],
      });
      const both = ['bundle', 'legacy'];
      expect(await target.sign(signer, { recursive: true })).toEqual({
        added: [],
        digests: [
          { digest: outer.digest, added: [] },
          { digest: amd64.descriptor.digest, added: both },
          { digest: inner.digest, added: both },
          { digest: arm64.descriptor.digest, added: both },
        ],
      });
      const child = new SignedPackage(client, arm64.descriptor);
      expect(await child.verify(signer)).toMatchObject({ state: 'verified' });
    });

    it('refuses one that leads to more than anybody serves', async () => {
      const children = [];
      for (let i = 0; i < 101; i++)
        children.push((await pushImage(client, repository)).descriptor);
      const target = new SignedPackage(client, await pushIndex(children));
      await expect(
        target.sign(await makeSigner(), { recursive: true }),
      ).rejects.toMatchObject({ code: 'TOO_MANY_SIGNATURES' });
    });
  });
});

function decode(bundle: { dsseEnvelope: { payload: string } }): unknown {
  return JSON.parse(
    Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString(),
  );
}
