import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  legacySignatureTag,
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../registry';
import { describeBytes, pushImage } from '../registry/__testUtils__/images';
import {
  makeSigner,
  repository,
  SignedPackage,
} from './__testUtils__/signedPackages';
import { loadSigner } from './keys/loadSigner';

const read = (name: string) =>
  readFile(path.join(__dirname, '__fixtures__/cosign', name));

describe('what cosign 3.1.2 wrote', () => {
  let target: SignedPackage;
  let publicKeyPem: string;

  beforeEach(async () => {
    const client = new MemoryRegistryClient();
    publicKeyPem = `${await read('cosign.pub')}`;
    target = new SignedPackage(
      client,
      await push(client, 'image-manifest.json'),
    );
  });

  /** Puts files of cosign into a registry, as they were found in one. */
  async function push(
    client: MemoryRegistryClient,
    name: string,
    options: { tag?: string; blobs?: string[] } = {},
  ): Promise<Descriptor> {
    for (const blob of options.blobs ?? []) {
      const bytes = await read(blob);
      await client.pushBlob(repository, describeBytes('', bytes), () =>
        Readable.from([bytes]),
      );
    }
    return client.pushManifest(
      repository,
      { mediaType: MediaType.imageManifest, bytes: await read(name) },
      options,
    );
  }

  const pushBundle = () =>
    push(target.client, 'referrer-3b5fee33.json', {
      blobs: ['bundle-3b5fee33.json'],
    });
  const pushLegacy = () =>
    push(target.client, 'sig-manifest.json', {
      tag: legacySignatureTag(target.descriptor.digest),
      blobs: ['sig-payload.json'],
    });

  /** Attaches bytes as a bundle, in the referrer that cosign wrote. */
  async function attach(subject: Descriptor, bundle: Buffer): Promise<void> {
    const layer = describeBytes(MediaType.sigstoreBundleV03, bundle);
    await target.client.pushBlob(repository, layer, () =>
      Readable.from([bundle]),
    );
    const referrer = JSON.parse(`${await read('referrer-3b5fee33.json')}`);
    await target.client.pushManifest(repository, {
      mediaType: MediaType.imageManifest,
      bytes: Buffer.from(
        JSON.stringify({ ...referrer, layers: [layer], subject }),
      ),
    });
  }

  it('is unsigned while nothing is attached', async () => {
    expect(await target.verify({ publicKeyPem })).toMatchObject({
      state: 'unsigned',
      reason: 'NoSignature',
    });
  });

  it('is verified by a bundle, by a legacy signature, and by both', async () => {
    await pushLegacy();
    expect(await target.verify({ publicKeyPem })).toMatchObject({
      state: 'verified',
      policy: 'portal',
      forms: ['legacy'],
    });
    await pushBundle();
    expect(await target.verify({ publicKeyPem })).toMatchObject({
      state: 'verified',
      forms: ['bundle', 'legacy'],
    });
  });

  it('is not signed again by the same key', async () => {
    await pushBundle();
    const signer = await loadSigner({
      keyName: 'golden',
      privateKeyPem: `${await read('cosign.key')}`,
      password: 'test',
    });
    expect(await target.sign(signer)).toMatchObject({ added: ['legacy'] });
    await target.client.deleteTag(
      repository,
      legacySignatureTag(target.descriptor.digest),
    );
    await pushLegacy();
    expect(await target.sign(signer)).toMatchObject({ added: [] });
  });

  it('keeps the place that it has under the legacy tag', async () => {
    await pushLegacy();
    await target.sign(await makeSigner());
    const golden = JSON.parse(`${await read('sig-manifest.json')}`);
    const layers = await target.readLegacyLayers();
    expect(layers).toHaveLength(2);
    expect(layers[0]).toEqual(golden.layers[0]);
    expect(await target.verify({ publicKeyPem })).toMatchObject({
      state: 'verified',
      forms: ['legacy'],
    });
  });

  it('is no signature where it is an attestation', async () => {
    await attach(target.descriptor, await read('bundle-attest.json'));
    expect(await target.verify({ publicKeyPem })).not.toMatchObject({
      state: 'verified',
    });
  });

  it('is not trusted by another key', async () => {
    await pushBundle();
    expect(await target.verify(await makeSigner())).toMatchObject({
      state: 'untrusted',
      reason: 'KeyMismatch',
    });
  });

  it('is noticed where its payload was changed, or another digest is meant', async () => {
    const bundle = JSON.parse(`${await read('bundle-3b5fee33.json')}`);
    const statement = JSON.parse(
      Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString(),
    );
    statement.predicate = { changed: true };
    bundle.dsseEnvelope.payload = Buffer.from(
      JSON.stringify(statement),
    ).toString('base64');
    await attach(target.descriptor, Buffer.from(JSON.stringify(bundle)));
    expect(await target.verify({ publicKeyPem })).toMatchObject({
      state: 'untrusted',
      reason: 'SignatureInvalid',
    });
    const { descriptor } = await pushImage(target.client, repository);
    await attach(descriptor, await read('bundle-3b5fee33.json'));
    const moved = new SignedPackage(target.client, descriptor);
    expect(await moved.verify({ publicKeyPem })).toMatchObject({
      state: 'untrusted',
      reason: 'SignatureReplayed',
    });
  });

  it('is seen beside rubbish', async () => {
    await attach(target.descriptor, Buffer.from('not json'));
    expect(await target.verify({ publicKeyPem })).toMatchObject({
      state: 'untrusted',
      reason: 'MalformedSignature',
    });
    await pushBundle();
    expect(await target.verify({ publicKeyPem })).toMatchObject({
      state: 'verified',
    });
  });
});
